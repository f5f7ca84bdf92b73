import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { PersonSelect } from '../people/person-select.tsx'

/** Hands the incident to somebody else, who is paged. */
export function ReassignDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const action = useIncidentAction('reassign')
  const [user, setUser] = useState<string | null>(null)
  return (
    <FormDialog
      title={t('actions.reassign.title')}
      text={t('actions.reassign.text')}
      submitLabel={t('actions.reassign.submit')}
      onSubmit={() => action.mutate({ id: incident.id, body: { user } }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={action.isPending}
      isReady={user !== null}
      error={action.error}
    >
      <PersonSelect label={t('actions.reassign.who')} value={user} onChange={setUser} />
    </FormDialog>
  )
}
