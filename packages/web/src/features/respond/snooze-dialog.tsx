import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { formatLength } from '../../ui/time/elapsed.ts'
import { useReader } from '../../ui/time/reader.ts'
import { useNow } from '../../ui/time/use-now.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'

const minuteMs = 60_000
const lengths = [15, 30, 60, 240, 720] as const

/** Quiet for a while; then the escalation goes on. */
export function SnoozeDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const nowMs = useNow('quarter_minute')
  const snooze = useIncidentAction('snooze')
  const [minutes, setMinutes] = useState('30')
  const [reason, setReason] = useState('')
  const lengthMs = Number(minutes) * minuteMs
  const submit = () =>
    snooze.mutate(
      { id: incident.id, body: { for_ms: lengthMs, ...(reason.trim() !== '' && { reason: reason.trim() }) } },
      { onSuccess: onClose },
    )
  return (
    <FormDialog
      title={t('actions.snooze.title')}
      text={t('actions.snooze.text', { time: formatWeekdayTime(nowMs + lengthMs, reader) })}
      submitLabel={t('actions.snooze.submit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={snooze.isPending}
      error={snooze.error}
    >
      <ChoiceField
        label={t('actions.snooze.length')}
        value={minutes}
        choices={lengths.map((each) => ({ value: String(each), label: formatLength(each * minuteMs, reader.locale) }))}
        onChange={setMinutes}
      />
      <TextInput
        label={t('actions.snooze.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  )
}
