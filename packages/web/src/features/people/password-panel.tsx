import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import styles from './account-page.module.css'
import { useChangePassword } from './password.query.ts'

const empty = { current_password: '', password: '' }

/** A new password for oneself. The address is in the form for the keepers of passwords in browsers. */
export function PasswordPanel({ email }: { email: string }) {
  const { t } = useTranslation()
  const change = useChangePassword()
  const [form, setForm] = useState(empty)
  const problems = fieldProblems(change.error)
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: problems[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setForm((before) => ({ ...before, [name]: value })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const onSuccess = () => {
      setForm(empty)
      notifyDone(t('account.password.done'))
    }
    whenDone(change.mutateAsync(form), { onSuccess })
  }
  return (
    <Panel title={t('account.password.title')}>
      <form className={styles.form} onSubmit={submit}>
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          {...field('current_password')}
          label={t('account.password.current')}
          autoComplete="current-password"
        />
        <PasswordInput
          {...field('password')}
          label={t('account.password.next')}
          description={t('setup.passwordText')}
          autoComplete="new-password"
        />
        {change.error && <FormError error={change.error} />}
        <div className={styles.buttons}>
          <Button
            type="submit"
            variant="default"
            loading={change.isPending}
            disabled={form.current_password === '' || form.password === ''}
          >
            {t('account.password.submit')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
