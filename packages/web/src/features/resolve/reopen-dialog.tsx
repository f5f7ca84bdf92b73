import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'

/** The fault is back: the escalation begins anew, and people are paged. */
export function ReopenDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const reopen = useIncidentAction('reopen')
  return (
    <FormDialog
      title={t('actions.reopen.title')}
      text={t('actions.reopen.text')}
      submitLabel={t('actions.reopen.submit')}
      onSubmit={() => reopen.mutate({ id: incident.id }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={reopen.isPending}
      error={reopen.error}
    />
  )
}
