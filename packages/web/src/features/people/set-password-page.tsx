import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { DoorLink } from './door-link.tsx'
import styles from './door-page.module.css'
import { DoorPage } from './door-page.tsx'
import { type PasswordLink, passwordLinkQuery, useChoosePassword } from './password.query.ts'
import { sessionQuery } from './session.query.ts'

/** Where the links of invitations and of forgotten passwords lead: choose a password, then sign in with it. */
export function SetPasswordPage() {
  const { t } = useTranslation()
  const { token = '' } = useSearch({ from: '/set-password' })
  // Whoever is signed in here needs the token of that session for every write, this one too.
  const session = useQuery(sessionQuery)
  const link = useQuery({ ...passwordLinkQuery(token), enabled: token !== '' && !session.isPending })
  if (token === '' || isSpent(link.error)) return <SpentLink />
  if (link.data) return <ChoosePassword token={token} link={link.data} />
  return (
    <DoorPage title={t('setPassword.title')}>
      {link.error ? <ErrorState error={link.error} onRetry={() => void link.refetch()} /> : <LoadingState />}
    </DoorPage>
  )
}

const isSpent = (error: unknown) => error instanceof ApiError && error.code === 'account_link_invalid'

/** The server does not say which of the two it was: an old link and one that never existed look the same. */
function SpentLink() {
  const { t } = useTranslation()
  return (
    <DoorPage title={t('setPassword.spent')} text={t('setPassword.spentText')}>
      <div className={styles.form}>
        <Button component={Link} to="/forgot-password" size="md">
          {t('setPassword.askAgain')}
        </Button>
        <DoorLink to="/login">{t('forgotten.back')}</DoorLink>
      </div>
    </DoorPage>
  )
}

function ChoosePassword({ token, link }: { token: string; link: PasswordLink }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const choose = useChoosePassword()
  const [password, setPassword] = useState('')
  if (isSpent(choose.error)) return <SpentLink />
  const isInvite = link.purpose === 'invite'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const onSuccess = () => {
      notifyDone(t('setPassword.done'))
      void navigate({ to: '/login', search: { email: link.email }, replace: true })
    }
    whenDone(choose.mutateAsync({ token, password }), { onSuccess })
  }
  return (
    <DoorPage
      title={isInvite ? t('setPassword.welcome', { name: link.name }) : t('setPassword.title')}
      text={isInvite ? t('setPassword.welcomeText') : t('setPassword.resetText')}
    >
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('login.email')}
          autoComplete="username"
          size="md"
          value={link.email}
          readOnly
          tabIndex={-1}
        />
        <PasswordInput
          label={t('setPassword.password')}
          description={t('setup.passwordText')}
          autoComplete="new-password"
          size="md"
          value={password}
          error={fieldProblems(choose.error).password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoFocus
        />
        {choose.error && <FormError error={choose.error} />}
        <Button type="submit" size="md" mt={4} loading={choose.isPending}>
          {t('setPassword.submit')}
        </Button>
      </form>
    </DoorPage>
  )
}
