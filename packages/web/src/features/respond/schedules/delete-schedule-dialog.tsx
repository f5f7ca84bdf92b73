import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { useOpener } from '../../../ui/use-opener.ts'
import styles from './schedule-dialogs.module.css'
import { type ScheduleState, scheduleStateQuery, useDeleteSchedule, useRefreshSchedules } from './schedules.query.ts'

/** Asks first; where something leans on the schedule it says what, because the server would refuse. */
export function DeleteScheduleDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const drop = useDeleteSchedule()
  const refresh = useRefreshSchedules()
  const { data: state } = useQuery(scheduleStateQuery(schedule.id))
  if (!state) return null
  if (state.policies.length + state.schedules.length > 0)
    return <UsedDialog schedule={schedule} state={state} onClose={onClose} />
  return (
    <ConfirmDialog
      title={t('schedule.deleteTitle', { name: schedule.name })}
      text={t('schedule.deleteText')}
      submitLabel={t('schedule.delete')}
      onConfirm={() =>
        whenDone(drop.mutateAsync(schedule.id), {
          onSuccess: () => {
            notifyDone(t('schedule.deleted', { name: schedule.name }))
            void navigate({ to: '/on-call/schedules' }).then(refresh)
          },
        })
      }
      onClose={onClose}
      isPending={drop.isPending}
      error={drop.error}
    />
  )
}

function UsedDialog({ schedule, state, onClose }: { schedule: Schedule; state: ScheduleState; onClose: () => void }) {
  const { t } = useTranslation()
  useOpener()
  const uses = [
    ...state.policies.map(({ name }) => t('schedule.kind.policy', { name })),
    ...state.schedules.map(({ name }) => t('schedule.kind.schedule', { name })),
  ]
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('schedule.deleteTitle', { name: schedule.name })}
      size={460}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <p className={styles.text}>{t('schedule.deleteUsed')}</p>
      <ul className={styles.uses}>
        {uses.map((use) => (
          <li key={use}>{use}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('common.close')}
        </Button>
      </div>
    </Modal>
  )
}
