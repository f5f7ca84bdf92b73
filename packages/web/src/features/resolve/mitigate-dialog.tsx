import { useTranslation } from 'react-i18next'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'

/** The service runs again by a workaround; the lasting repair is still to come. */
export function MitigateDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  return (
    <ReasonDialog
      incidentId={incident.id}
      path="mitigate"
      field="workaround"
      words={{
        title: t('actions.mitigate.title'),
        text: t('actions.mitigate.text'),
        label: t('actions.mitigate.label'),
        submit: t('actions.mitigate.submit'),
      }}
      isRequired={true}
      isDangerous={false}
      onClose={onClose}
    />
  )
}
