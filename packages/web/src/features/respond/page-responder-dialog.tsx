import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { PersonSelect } from '../people/person-select.tsx'

/** Asks one more person to help, now. */
export function PageResponderDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const action = useIncidentAction('responders')
  const [user, setUser] = useState<string | null>(null)
  return (
    <FormDialog
      title={t('actions.page_responder.title')}
      text={t('actions.page_responder.text')}
      submitLabel={t('actions.page_responder.submit')}
      onSubmit={() => action.mutate({ id: incident.id, body: { user } }, { onSuccess: onClose })}
      onClose={onClose}
      isPending={action.isPending}
      isReady={user !== null}
      error={action.error}
    >
      <PersonSelect label={t('actions.page_responder.who')} value={user} onChange={setUser} />
    </FormDialog>
  )
}
