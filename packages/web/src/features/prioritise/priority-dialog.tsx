import { TextInput } from '@mantine/core'
import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'

/** Sets the priority by hand, against the matrix; so it says why. */
export function PriorityDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const override = useIncidentAction('priority')
  const [priority, setPriority] = useState<Priority>(incident.priority)
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={t('actions.override_priority.title')}
      text={t('actions.override_priority.text')}
      submitLabel={t('actions.override_priority.submit')}
      onSubmit={() =>
        override.mutate({ id: incident.id, body: { priority, reason: reason.trim() } }, { onSuccess: onClose })
      }
      onClose={onClose}
      isPending={override.isPending}
      isReady={reason.trim() !== '' && priority !== incident.priority}
      error={override.error}
    >
      <ChoiceField
        label={t('incident.priority')}
        value={priority}
        choices={PRIORITIES.map((value) => ({ value, label: value }))}
        onChange={setPriority}
      />
      <TextInput
        label={t('actions.override_priority.label')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
      />
    </FormDialog>
  )
}
