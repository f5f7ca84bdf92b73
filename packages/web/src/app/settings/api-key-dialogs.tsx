import '../../messages/account-texts.ts'
import { MultiSelect, Select, TextInput } from '@mantine/core'
import { ALL_PERMISSIONS, ROLES } from '@tocsin/core/people/permissions.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { now } from '../../ports/clock.ts'
import { CopyField } from '../../ui/copy-text.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import styles from './api-keys-page.module.css'
import { type NewApiKey, useCreateApiKey } from './settings.query.ts'

const dayMs = 86_400_000
const LIFETIMES = { never: undefined, '30d': 30, '90d': 90, '365d': 365 } as const
type Lifetime = keyof typeof LIFETIMES

/** Scopes that cover whole areas, or one verb everywhere; then each permission of its own. */
const SCOPES = [
  '*.read',
  ...new Set(ALL_PERMISSIONS.map((permission) => `${permission.split('.')[0]}.*`)),
  ...ALL_PERMISSIONS,
]

/** What a program may do: a role, which scopes only narrow, and how long. */
export function AddApiKeyDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: NewApiKey) => void }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const create = useCreateApiKey()
  const [name, setName] = useState('')
  const [role, setRole] = useState<(typeof ROLES)[number]>('viewer')
  const [scopes, setScopes] = useState<string[]>([])
  const [lifetime, setLifetime] = useState<Lifetime>('90d')
  const problems = fieldProblems(create.error)
  const days = LIFETIMES[lifetime]
  const submit = () =>
    create.mutate(
      {
        ...{ name: name.trim(), role, scopes },
        ...(days !== undefined && { expires_at: new Date(now() + days * dayMs).toISOString() }),
      },
      { onSuccess: onMade },
    )
  return (
    <FormDialog
      title={t('apiKeys.addTitle')}
      submitLabel={t('apiKeys.create')}
      onSubmit={submit}
      onClose={onClose}
      isPending={create.isPending}
      isReady={name.trim() !== ''}
      error={create.error}
    >
      <TextInput
        label={t('apiKeys.name')}
        description={t('apiKeys.nameText')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problems.name}
        required
        data-autofocus
      />
      <Select
        label={t('apiKeys.role')}
        description={t(`roleText.${role}`)}
        value={role}
        data={ROLES.map((each) => ({ value: each, label: t(`role.${each}`) }))}
        onChange={(next) => next !== null && setRole(next as (typeof ROLES)[number])}
        error={problems.role}
        allowDeselect={false}
      />
      <MultiSelect
        label={t('apiKeys.scopes')}
        description={t('apiKeys.scopesText')}
        placeholder={scopes.length === 0 ? t('apiKeys.allOfRole') : ''}
        value={scopes}
        data={SCOPES}
        onChange={setScopes}
        error={problems.scopes}
        searchable
        hidePickedOptions
      />
      <Select
        label={t('apiKeys.lifetime')}
        value={lifetime}
        data={(Object.keys(LIFETIMES) as Lifetime[]).map((each) => ({
          value: each,
          label: each === 'never' ? t('apiKeys.noExpiry') : durationWords(each, locale),
        }))}
        onChange={(next) => next !== null && setLifetime(next as Lifetime)}
        error={problems.expires_at}
        allowDeselect={false}
      />
    </FormDialog>
  )
}

/** The key itself, this once. Closing it is the only button, so that nobody loses it by accident. */
export function NewKeyDialog({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <FormDialog
      title={t('apiKeys.madeTitle', { name: made.api_key.name })}
      submitLabel={t('apiKeys.copied')}
      onSubmit={onClose}
      onClose={onClose}
      isPending={false}
      error={undefined}
    >
      <p className={styles.warning}>{t('apiKeys.madeText')}</p>
      <CopyField value={made.key} label={t('apiKeys.copy')} />
    </FormDialog>
  )
}
