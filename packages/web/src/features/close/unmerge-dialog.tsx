import { useTranslation } from 'react-i18next'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { ReasonDialog } from '../../ui/reason-dialog.tsx'

/** The two are not one problem after all. */
export function UnmergeDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  return (
    <ReasonDialog
      incidentId={incident.id}
      path="unmerge"
      field="reason"
      words={{
        title: t('actions.unmerge.title'),
        text: t('actions.unmerge.text'),
        label: t('actions.unmerge.label'),
        submit: t('actions.unmerge.submit'),
      }}
      isRequired={false}
      onClose={onClose}
    />
  )
}
