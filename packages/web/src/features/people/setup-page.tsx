import { Button, PasswordInput, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { FormError } from '../../ui/form-error.tsx'
import styles from './door-page.module.css'
import { DoorPage } from './door-page.tsx'
import { sessionQuery, setupQuery, useSetUp } from './session.query.ts'

/** The first admin of a new installation, who goes on to the first steps. The token is in the link that the server printed. */
export function SetupPage() {
  const { t } = useTranslation()
  const { data: setup } = useQuery(setupQuery)
  const { data: session } = useQuery(sessionQuery)
  const { token } = useSearch({ from: '/setup' })
  if (session) return <Navigate to="/first-run" replace />
  if (setup && !setup.is_needed) return <Navigate to="/login" replace />
  return (
    <DoorPage title={t('setup.title')} text={t('setup.text')}>
      <SetupForm token={token ?? ''} />
    </DoorPage>
  )
}

function SetupForm({ token: given }: { token: string }) {
  const { t, i18n } = useTranslation()
  const setUp = useSetUp()
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], [])
  const [form, setForm] = useState({
    token: given,
    name: '',
    email: '',
    password: '',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  const problems = fieldProblems(setUp.error)
  const field = (name: keyof typeof form) => ({
    label: t(`setup.${name}`),
    value: form[name],
    error: problems[name],
    required: true,
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setForm((before) => ({ ...before, [name]: value }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setUp.mutate({ ...form, locale: i18n.language })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {given === '' && <TextInput {...field('token')} description={t('setup.tokenText')} autoComplete="off" />}
      <TextInput {...field('name')} autoComplete="name" autoFocus />
      <TextInput {...field('email')} type="email" autoComplete="username" />
      <PasswordInput {...field('password')} autoComplete="new-password" description={t('setup.passwordText')} />
      <Select
        label={t('setup.zone')}
        description={t('setup.zoneText')}
        value={form.zone}
        data={zones}
        onChange={(zone) => zone !== null && setForm((before) => ({ ...before, zone }))}
        allowDeselect={false}
        searchable
        limit={60}
      />
      {setUp.error && <FormError error={setUp.error} />}
      <Button type="submit" size="md" mt={4} loading={setUp.isPending}>
        {t('setup.submit')}
      </Button>
    </form>
  )
}
