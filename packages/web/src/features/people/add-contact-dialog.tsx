import { PasswordInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useWords } from '../../ui/use-words.ts'
import { type Contact, useAddContact } from './account.query.ts'

const channels = [
  ...(['email', 'sms', 'voice', 'ntfy', 'slack', 'teams', 'telegram'] as const),
  ...(['pushover', 'gotify', 'discord', 'mattermost', 'googlechat', 'webhook'] as const),
] as const
type Channel = (typeof channels)[number]
/** Those whose contacts have something of their own to keep. */
const withSecret = ['ntfy', 'gotify', 'webhook'] as const

/** One more way to be reached; what address a channel takes is the server's to say. */
export function AddContactDialog({ onClose, onAdded }: { onClose: () => void; onAdded: (contact: Contact) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const add = useAddContact()
  const [channel, setChannel] = useState<Channel>('email')
  const [to, setTo] = useState('')
  const [secret, setSecret] = useState('')
  const problems = fieldProblems(add.error)
  const secretOf = withSecret.find((each) => each === channel)
  const isReady = to.trim() !== '' && (channel !== 'gotify' || secret !== '')
  const submit = () => {
    const given = secretOf !== undefined && secret !== '' ? { secret } : {}
    add.mutate({ channel, to: to.trim(), ...given }, { onSuccess: onAdded })
  }
  return (
    <FormDialog
      title={t('contacts.add')}
      submitLabel={t('contacts.add')}
      onSubmit={submit}
      onClose={onClose}
      isPending={add.isPending}
      isReady={isReady}
      error={add.error}
    >
      <Select
        label={t('contacts.channel')}
        value={channel}
        data={channels.map((value) => ({ value, label: t(`channels.${value}`) }))}
        onChange={(value) => value !== null && setChannel(value as Channel)}
        allowDeselect={false}
      />
      <TextInput
        label={t('contacts.address')}
        description={words(`contacts.hints.${channel}`, '') || undefined}
        placeholder={t(`contacts.examples.${channel}`)}
        type={channel === 'email' ? 'email' : 'text'}
        value={to}
        error={problems.to ?? problems.channel}
        onChange={(event) => setTo(event.currentTarget.value)}
        required
        data-autofocus
      />
      {secretOf !== undefined && (
        <PasswordInput
          label={t('contacts.secret')}
          description={t(`contacts.secretText.${secretOf}`)}
          autoComplete="off"
          value={secret}
          error={problems.secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  )
}
