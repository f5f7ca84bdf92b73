import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { usePermission } from '../../people/session.query.ts'
import styles from './quiet.module.css'
import { alertNoiseQuery, useMarkNoise } from './quiet.query.ts'

/** Calls an alert noise, with a reason, or takes that back. */
export function MarkNoise({ id }: { id: string }) {
  const { t } = useTranslation()
  const mayMark = usePermission('incident.respond')
  const { data: mark } = useQuery(alertNoiseQuery(id))
  const save = useMarkNoise(id)
  const [isOpen, setIsOpen] = useState(false)
  const [reason, setReason] = useState('')
  if (mark)
    return (
      <span className={styles.quiet}>
        {t('noise.markedBy', { name: mark.actor.label, reason: mark.reason })}
        {mayMark && (
          <Button size="compact-xs" variant="subtle" loading={save.isPending} onClick={() => save.mutate(null)}>
            {t('noise.unmark')}
          </Button>
        )}
      </span>
    )
  if (!mayMark) return null
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setIsOpen(true)}>
        {t('noise.mark')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('noise.markTitle')}
          text={t('noise.markText')}
          submitLabel={t('noise.marked')}
          onSubmit={() =>
            whenDone(save.mutateAsync(reason.trim()), {
              onSuccess: () => {
                notifyDone(t('noise.markDone'))
                setIsOpen(false)
              },
            })
          }
          onClose={() => setIsOpen(false)}
          isPending={save.isPending}
          isReady={reason.trim() !== ''}
          error={save.error}
        >
          <Textarea
            label={t('noise.markReason')}
            placeholder={t('noise.markReasonExample')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            required
            data-autofocus
          />
        </FormDialog>
      )}
    </>
  )
}
