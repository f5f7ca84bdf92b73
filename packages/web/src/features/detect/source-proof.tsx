import { Button, PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { getJson } from '../../api/request.ts'
import type { Source, SourceSystemSettings } from '../../api/types.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useWords } from '../../ui/use-words.ts'
import { usePermission } from '../people/session.query.ts'
import styles from './source-page.module.css'
import { bodyOfSource, useReplaceSource } from './sources.query.ts'

type Option = SourceSystemSettings['options'][number]
type Options = Record<string, unknown>

const systemsQuery = queryOptions({
  queryKey: ['source-systems'],
  queryFn: ({ signal }) => getJson('/source-systems', { signal }),
  select: (page) => page.items,
  staleTime: Number.POSITIVE_INFINITY,
})

/** What proves the sender, and the settings that only its system has. */
export function SourceProofPanel({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { data: systems = [] } = useQuery(systemsQuery)
  const mayWrite = usePermission('configuration.write') && source.owned_by !== 'file'
  const [isOpen, setIsOpen] = useState(false)
  const settings = systems.find(({ system }) => system === source.system)
  if (!settings) return null
  const words = !settings.takes_secret ? 'none' : source.has_secret ? 'set' : 'missing'
  return (
    <Panel
      title={t('proof.title')}
      action={
        mayWrite && (
          <Button size="compact-xs" variant="default" onClick={() => setIsOpen(true)}>
            {t('proof.change')}
          </Button>
        )
      }
    >
      <p className={styles.note}>{t(`proof.is.${words}`)}</p>
      {isOpen && <ProofDialog source={source} settings={settings} onClose={() => setIsOpen(false)} />}
    </Panel>
  )
}

interface DialogProps {
  source: Source
  settings: SourceSystemSettings
  onClose: () => void
}

function ProofDialog({ source, settings, onClose }: DialogProps) {
  const { t } = useTranslation()
  const replace = useReplaceSource()
  const [secret, setSecret] = useState('')
  const [isRemoved, setIsRemoved] = useState(false)
  const [options, setOptions] = useState<Options>(source.options ?? {})
  const problems = fieldProblems(replace.error)
  const submit = () =>
    replace.mutate(
      {
        id: source.id,
        version: source.version,
        body: {
          ...bodyOfSource(source),
          options: withoutBlanks(options),
          ...(secret !== '' && { secret }),
          ...(isRemoved && { secret: null }),
        },
      },
      { onSuccess: onClose },
    )
  return (
    <FormDialog
      title={t('proof.dialogTitle', { name: source.name })}
      submitLabel={t('common.save')}
      onSubmit={submit}
      onClose={onClose}
      isPending={replace.isPending}
      error={replace.error}
    >
      {settings.takes_secret && (
        <PasswordInput
          label={t('proof.secret')}
          description={t('proof.secretText')}
          placeholder={source.has_secret ? t('proof.unchanged') : ''}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          error={problems.secret}
          disabled={isRemoved}
          autoComplete="off"
          data-autofocus
        />
      )}
      {source.has_secret && (
        <Switch
          label={t('proof.remove')}
          checked={isRemoved}
          onChange={(event) => setIsRemoved(event.currentTarget.checked)}
        />
      )}
      {settings.options.filter(isField).map((option) => (
        <OptionField
          key={option.name}
          option={option}
          value={options[option.name]}
          onChange={(value) => setOptions({ ...options, [option.name]: value })}
          error={problemOf(problems, option.name)}
        />
      ))}
    </FormDialog>
  )
}

/** Rules over streams have a panel of their own. */
function isField({ name }: Option): boolean {
  return name !== 'rules'
}

interface FieldProps {
  option: Option
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
}

function OptionField({ option: { name, kind, choices }, value, onChange, error }: FieldProps) {
  const words = useWords()
  const common = { label: words(`proof.option.${name}`, name), description: words(`proof.about.${name}`, ''), error }
  if (kind === 'switch')
    return <Switch {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  if (kind === 'list')
    return <TagsInput {...common} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />
  if (kind === 'text')
    return (
      <TextInput
        {...common}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  const data = choices.map((each) => ({ value: each, label: words(`proof.choice.${each}`, each) }))
  return (
    <Select {...common} data={data} value={typeof value === 'string' ? value : null} onChange={onChange} clearable />
  )
}

/** What says nothing is left out, so that it takes its default. */
function withoutBlanks(options: Options): Options {
  const isSaid = (value: unknown) =>
    value !== null &&
    value !== undefined &&
    value !== '' &&
    value !== false &&
    !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(options).filter(([, value]) => isSaid(value)))
}

/** The problem of an option, or of an entry of its list. */
function problemOf(problems: Record<string, string>, name: string): string | undefined {
  const path = `options.${name}`
  return Object.entries(problems).find(([field]) => field === path || field.startsWith(`${path}.`))?.[1]
}
