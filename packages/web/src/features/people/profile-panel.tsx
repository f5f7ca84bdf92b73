import { Button, Select, TextInput } from '@mantine/core'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Person } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { useSaveProfile } from './account.query.ts'
import styles from './account-page.module.css'

const locales = ['en', 'ja'] as const

/** Name, zone and language are everybody's own; address and role are an admin's or the file's. */
export function ProfilePanel({ user }: { user: Person }) {
  const { t } = useTranslation()
  const save = useSaveProfile()
  const zones = useMemo(() => [...new Set([user.zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])], [user.zone])
  const [form, setForm] = useState({ name: user.name, zone: user.zone, locale: user.locale })
  const problems = fieldProblems(save.error)
  const isChanged = form.name.trim() !== user.name || form.zone !== user.zone || form.locale !== user.locale
  const ownership = user.owned_by === 'file' ? t('common.ownedByFileText') : t('account.profile.emailText')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = { ...form, name: form.name.trim() }
    whenDone(save.mutateAsync(wanted), { onSuccess: () => notifyDone(t('account.profile.saved')) })
  }
  return (
    <Panel title={t('account.profile.title')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('account.profile.name')}
          autoComplete="name"
          value={form.name}
          error={problems.name}
          onChange={({ currentTarget: { value } }) => setForm((before) => ({ ...before, name: value }))}
          required
          withAsterisk={false}
        />
        <TextInput label={t('account.profile.email')} description={ownership} value={user.email} disabled />
        <TextInput label={t('account.profile.role')} value={t(`role.${user.role}`)} disabled />
        <Select
          label={t('account.profile.zone')}
          value={form.zone}
          data={zones}
          error={problems.zone}
          onChange={(zone) => zone !== null && setForm((before) => ({ ...before, zone }))}
          allowDeselect={false}
          searchable
          limit={60}
        />
        <Select
          label={t('account.profile.locale')}
          description={t('account.profile.localeText')}
          value={form.locale}
          data={[...new Set([...locales, user.locale])].map((value) => ({
            value,
            label: t(`languages.${value as (typeof locales)[number]}`, { defaultValue: value }),
          }))}
          error={problems.locale}
          onChange={(locale) => locale !== null && setForm((before) => ({ ...before, locale }))}
          allowDeselect={false}
        />
        {save.error && <FormError error={save.error} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={save.isPending} disabled={!isChanged || form.name.trim() === ''}>
            {t('account.profile.save')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
