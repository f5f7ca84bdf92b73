import { useTranslation } from 'react-i18next'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'

/** No incident at all, but a request for service. */
export function DeclineDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  return (
    <ReasonDialog
      incidentId={incident.id}
      path="decline"
      field="reason"
      words={{
        title: t('actions.decline.title'),
        text: t('actions.decline.text'),
        label: t('actions.decline.label'),
        submit: t('actions.decline.submit'),
      }}
      isRequired={true}
      isDangerous={true}
      onClose={onClose}
    />
  )
}
