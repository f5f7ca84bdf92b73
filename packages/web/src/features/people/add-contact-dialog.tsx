import { PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { type Contact, useAddContact } from './account.query.ts'

const channels = ['email', 'ntfy', 'webhook'] as const
type Channel = (typeof channels)[number]

/** One more way to be reached; what address a channel takes is the server's to say. */
export function AddContactDialog({ onClose, onAdded }: { onClose: () => void; onAdded: (contact: Contact) => void }) {
  const { t } = useTranslation()
  const add = useAddContact()
  const [channel, setChannel] = useState<Channel>('email')
  const [to, setTo] = useState('')
  const [secret, setSecret] = useState('')
  const problems = fieldProblems(add.error)
  const submit = () => {
    const given = channel !== 'email' && secret !== '' ? { secret } : {}
    add.mutate({ channel, to: to.trim(), ...given }, { onSuccess: onAdded })
  }
  return (
    <FormDialog
      title={t('contacts.add')}
      submitLabel={t('contacts.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={add.isPending}
      isReady={to.trim() !== ''}
      error={add.error}
    >
      <ChoiceField
        label={t('contacts.channel')}
        value={channel}
        choices={channels.map((value) => ({ value, label: t(`channels.${value}`) }))}
        onChange={setChannel}
      />
      <TextInput
        label={t('contacts.address')}
        placeholder={t(`contacts.examples.${channel}`)}
        type={channel === 'email' ? 'email' : 'text'}
        value={to}
        error={problems.to ?? problems.channel}
        onChange={(event) => setTo(event.currentTarget.value)}
        required
        data-autofocus
      />
      {channel !== 'email' && (
        <PasswordInput
          label={t('contacts.secret')}
          description={t(`contacts.secretText.${channel}`)}
          autoComplete="off"
          value={secret}
          error={problems.secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  )
}
