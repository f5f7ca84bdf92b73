import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Person } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { notifyUndoable } from '../../ui/notify.ts'
import { useChangeMember } from './members.query.ts'
import { RoleField } from './role-field.tsx'

export function ChangeRoleDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation()
  const change = useChangeMember()
  const [role, setRole] = useState(person.role)
  const submit = () =>
    whenDone(change.mutateAsync({ id: person.id, patch: { role } }), {
      onSuccess: () => {
        onClose()
        notifyUndoable({
          message: t('members.roleChanged', { name: person.name, role: t(`role.${role}`) }),
          undo: () => change.mutateAsync({ id: person.id, patch: { role: person.role } }),
          undone: t('members.roleChanged', { name: person.name, role: t(`role.${person.role}`) }),
        })
      },
    })
  return (
    <FormDialog
      title={t('members.changeRoleTitle', { name: person.name })}
      submitLabel={t('members.changeRoleSubmit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      isReady={role !== person.role}
      error={change.error}
    >
      <RoleField value={role} onChange={setRole} error={fieldProblems(change.error).role} />
    </FormDialog>
  )
}

export function DeactivateDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation()
  const change = useChangeMember()
  const submit = () =>
    whenDone(change.mutateAsync({ id: person.id, patch: { is_active: false } }), {
      onSuccess: () => {
        onClose()
        notifyUndoable({
          message: t('members.deactivated', { name: person.name }),
          undo: () => change.mutateAsync({ id: person.id, patch: { is_active: true } }),
          undone: t('members.reactivated', { name: person.name }),
        })
      },
    })
  return (
    <FormDialog
      title={t('members.deactivateTitle', { name: person.name })}
      text={t('members.deactivateText')}
      submitLabel={t('members.deactivate')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      isDangerous
      error={change.error}
    />
  )
}
