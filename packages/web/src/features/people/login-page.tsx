import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../ui/form-error.tsx'
import { DemoSignIn } from './demo-sign-in.tsx'
import { DoorLink } from './door-link.tsx'
import styles from './door-page.module.css'
import { DoorPage } from './door-page.tsx'
import { ownPath } from './own-path.ts'
import { sessionQuery, setupQuery, useSignIn } from './session.query.ts'

/** Mail address and password; then back to where one wanted to go. */
export function LoginPage() {
  const { t } = useTranslation()
  const { next, email: given = '', as } = useSearch({ from: '/login' })
  const router = useRouter()
  const { data: session } = useQuery(sessionQuery)
  const { data: setup } = useQuery(setupQuery)
  const signIn = useSignIn()
  const [email, setEmail] = useState(given)
  const [password, setPassword] = useState('')
  if (setup?.is_needed) return <Navigate to="/setup" replace />
  if (session) return <Navigate to={ownPath(next)} replace />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ email, password }, { onSuccess: () => router.history.replace(ownPath(next)) })
  }
  return (
    <DoorPage title={t('login.title')}>
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
          autoFocus={given === ''}
        />
        <PasswordInput
          label={t('login.password')}
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus={given !== ''}
        />
        {signIn.error && <FormError error={signIn.error} />}
        <Button type="submit" size="md" mt={4} loading={signIn.isPending}>
          {t('login.submit')}
        </Button>
        {!setup?.demo && (
          <DoorLink to="/forgot-password" search={{ email: email.trim() || undefined }}>
            {t('forgotten.link')}
          </DoorLink>
        )}
      </form>
      {setup?.demo && <DemoSignIn demo={setup.demo} as={as} next={ownPath(next)} />}
    </DoorPage>
  )
}
