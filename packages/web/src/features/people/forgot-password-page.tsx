import { Button, TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../ui/form-error.tsx'
import { DoorLink } from './door-link.tsx'
import styles from './door-page.module.css'
import { DoorPage } from './door-page.tsx'
import { useAskForPassword } from './password.query.ts'

/** Asks for a link by mail; nobody learns here who has an account. */
export function ForgotPasswordPage() {
  const { t } = useTranslation()
  const { email: given = '' } = useSearch({ from: '/forgot-password' })
  const ask = useAskForPassword()
  const [email, setEmail] = useState(given)
  const back = (
    <DoorLink to="/login" search={{ email: email.trim() || undefined }}>
      {t('forgotten.back')}
    </DoorLink>
  )
  if (ask.isSuccess) {
    return (
      <DoorPage title={t('forgotten.sent')} text={t('forgotten.sentText', { email: email.trim() })}>
        <div className={styles.form} role="status">
          {back}
        </div>
      </DoorPage>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate(email.trim())
  }
  return (
    <DoorPage title={t('forgotten.title')} text={t('forgotten.text')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('login.email')}
          type="email"
          autoComplete="username"
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus
        />
        {ask.error && <FormError error={ask.error} />}
        <Button type="submit" size="md" mt={4} loading={ask.isPending}>
          {t('forgotten.submit')}
        </Button>
        {back}
      </form>
    </DoorPage>
  )
}
