import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import type { User } from './account.query.ts'
import { type Invitation, useInvite } from './members.query.ts'
import { RoleField } from './role-field.tsx'

/** Somebody new: zone and language start as those of whoever invites, and are theirs to change. */
export function InviteDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void
  onInvited: (invitation: Invitation) => void
}) {
  const { t, i18n } = useTranslation()
  const invite = useInvite()
  const [form, setForm] = useState({ email: '', name: '', role: 'responder' as User['role'] })
  const problems = fieldProblems(invite.error)
  const submit = () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const person = { email: form.email.trim(), name: form.name.trim(), role: form.role }
    invite.mutate({ ...person, zone, locale: i18n.language }, { onSuccess: onInvited })
  }
  const field = (name: 'email' | 'name') => ({
    label: t(`members.${name}`),
    value: form[name],
    error: problems[name],
    required: true,
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setForm((before) => ({ ...before, [name]: value })),
  })
  return (
    <FormDialog
      title={t('members.inviteTitle')}
      text={t('members.inviteText')}
      submitLabel={t('members.inviteSubmit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={invite.isPending}
      isReady={form.email.trim() !== '' && form.name.trim() !== ''}
      error={invite.error}
    >
      <TextInput {...field('email')} type="email" autoComplete="off" data-autofocus />
      <TextInput {...field('name')} autoComplete="off" />
      <RoleField
        value={form.role}
        onChange={(role) => setForm((before) => ({ ...before, role }))}
        error={problems.role}
      />
    </FormDialog>
  )
}
