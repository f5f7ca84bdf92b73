import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'

/** Asks for a channel in Slack. */
export function ChannelDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const ask = useIncidentAction('channel')
  return (
    <FormDialog
      title={t('actions.request_channel.title')}
      text={t('actions.request_channel.text')}
      submitLabel={t('actions.request_channel.submit')}
      onSubmit={() => ask.mutate({ id: incident.id }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={ask.isPending}
      error={ask.error}
    />
  )
}
