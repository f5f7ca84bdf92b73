import { useTranslation } from 'react-i18next'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'

/** The last step: says why the record may be closed. */
export function CloseDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  return (
    <ReasonDialog
      incidentId={incident.id}
      path="close"
      field="reason"
      words={{
        title: t('actions.close.title'),
        text: t('actions.close.text'),
        label: t('actions.close.label'),
        submit: t('actions.close.submit'),
      }}
      isRequired={true}
      isDangerous={false}
      onClose={onClose}
    />
  )
}
