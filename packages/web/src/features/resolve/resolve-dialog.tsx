import { useTranslation } from 'react-i18next'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'

/** The fault is gone. What mended it helps whoever meets it next. */
export function ResolveDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  return (
    <ReasonDialog
      incidentId={incident.id}
      path="resolve"
      field="note"
      words={{
        title: t('actions.resolve.title'),
        text: t('actions.resolve.text'),
        label: t('actions.resolve.label'),
        submit: t('actions.resolve.submit'),
      }}
      isRequired={false}
      isDangerous={false}
      onClose={onClose}
    />
  )
}
