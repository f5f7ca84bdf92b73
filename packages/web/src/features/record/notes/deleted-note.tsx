import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../../api/use-incident-action.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'

/** Asks before a note goes. */
export function DeletedNote({
  incidentId,
  version,
  onClose,
}: {
  incidentId: string
  version: number
  onClose: () => void
}) {
  const { t } = useTranslation()
  const remove = useIncidentAction('notes/delete')
  return (
    <FormDialog
      title={t('notes.delete')}
      text={t('notes.deleteText')}
      submitLabel={t('notes.delete')}
      onSubmit={() => remove.mutate({ id: incidentId, body: { note: version } }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    />
  )
}
