import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { useAddContact } from '../../features/people/account.query.ts'
import { sessionQuery } from '../../features/people/session.query.ts'
import { FormError } from '../../ui/form-error.tsx'
import styles from './first-run.module.css'

/** Where to page: a mail address, a topic of ntfy, or an address of the reader’s own. */
export function AddressForm({ channel }: { channel: 'email' | 'ntfy' | 'webhook' }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const add = useAddContact()
  const [to, setTo] = useState(channel === 'email' ? (session?.user.email ?? '') : '')
  const problems = fieldProblems(add.error)
  const labels = {
    email: { label: t('contacts.address') },
    ntfy: { label: t('firstRun.contact.topic'), description: t('firstRun.contact.topicText') },
    webhook: { label: t('firstRun.contact.url'), description: t('firstRun.contact.urlText') },
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ channel, to: to.trim() })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        {...labels[channel]}
        placeholder={t(`contacts.examples.${channel}`)}
        type={channel === 'email' ? 'email' : 'text'}
        value={to}
        error={problems.to ?? problems.channel}
        onChange={(event) => setTo(event.currentTarget.value)}
        autoComplete="off"
        required
        withAsterisk={false}
      />
      {add.error && <FormError error={add.error} />}
      <div className={styles.buttons}>
        <Button type="submit" loading={add.isPending} disabled={to.trim() === ''}>
          {t('firstRun.contact.next')}
        </Button>
      </div>
    </form>
  )
}
