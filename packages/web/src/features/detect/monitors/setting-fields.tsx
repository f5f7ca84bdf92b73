import { Button, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWords } from '../../../ui/use-words.ts'
import { readSetting, type SettingField, settingOf, writtenSetting } from './monitor-fields.ts'
import styles from './monitor-form.module.css'
import { dataSourcesQuery } from './monitors.query.ts'

interface SettingsProps {
  kind: string
  fields: readonly SettingField[]
  settings: Record<string, unknown>
  onChange: (settings: Record<string, unknown>) => void
  /** By the name of the field, as the server calls it: `settings.url`. */
  problems: Record<string, string>
}

/** The settings of a kind; those that are seldom needed stand behind a button, unless one of them is set or wrong. */
export function SettingFields(props: SettingsProps) {
  const { t } = useTranslation()
  const { fields, settings, kind, problems } = props
  const rare = fields.filter(({ isRare }) => isRare)
  const isInUse = rare.some((field) => {
    const name = settingOf(kind, field)
    return settings[name] !== undefined || Object.keys(problems).some((each) => each.startsWith(`settings.${name}`))
  })
  const [isOpen, setIsOpen] = useState(isInUse)
  return (
    <>
      {fields
        .filter(({ isRare }) => !isRare)
        .map((field) => (
          <SettingInput key={field.name} field={field} {...props} />
        ))}
      {rare.length > 0 && !isOpen && (
        <Button size="compact-sm" variant="subtle" onClick={() => setIsOpen(true)} style={{ justifySelf: 'start' }}>
          {t('monitors.moreSettings')}
        </Button>
      )}
      {isOpen && rare.map((field) => <SettingInput key={field.name} field={field} {...props} />)}
    </>
  )
}

function SettingInput({ field, kind, settings, onChange, problems }: SettingsProps & { field: SettingField }) {
  const words = useWords()
  const name = settingOf(kind, field)
  const value = settings[name]
  const problem = Object.entries(problems).find(
    ([each]) => each === `settings.${name}` || each.startsWith(`settings.${name}.`),
  )
  // What is written stays as written: reading it back could take a comma or an empty line away from under the cursor.
  const [text, setText] = useState(() => writtenSetting(field.input, value))
  const put = (next: unknown) => {
    const { [name]: _, ...rest } = settings
    onChange(next === undefined ? rest : { ...rest, [name]: next })
  }
  const write = (next: string) => {
    setText(next)
    put(readSetting(field.input, next))
  }
  const help = words(`monitors.help.${field.name}`, '')
  const common = {
    label: words(`monitors.field.${field.name}`, field.name),
    ...(help !== '' && { description: help }),
    ...(problem && { error: problem[1] }),
    ...(field.isRequired && { required: true }),
  }
  if (field.input === 'switch') {
    const isOn = value === undefined ? field.usual === 'on' : value === true
    return <Switch {...common} checked={isOn} onChange={(event) => put(event.currentTarget.checked)} />
  }
  if (field.input === 'source') return <SourceSelect {...common} value={text} onChange={write} />
  if (field.input === 'choice')
    return (
      <Select
        {...common}
        value={text || (field.usual ?? null)}
        data={(field.choices ?? []).map((each) => ({ value: each, label: words(`monitors.choice.${each}`, each) }))}
        onChange={(next) => next !== null && write(next)}
        allowDeselect={false}
      />
    )
  const shared = { ...common, value: text, placeholder: field.usual ?? '' }
  if (field.input === 'text' || field.input === 'number')
    return (
      <TextInput
        {...shared}
        {...(field.input === 'number' && { inputMode: 'decimal' as const })}
        onChange={(event) => write(event.currentTarget.value)}
      />
    )
  return (
    <Textarea
      {...shared}
      autosize
      minRows={2}
      maxRows={10}
      classNames={{ input: styles.code }}
      onChange={(event) => write(event.currentTarget.value)}
    />
  )
}

function SourceSelect(props: { value: string; onChange: (id: string) => void; label: string }) {
  const { t } = useTranslation()
  const { data: sources = [] } = useQuery(dataSourcesQuery)
  const { value, onChange, ...rest } = props
  return (
    <Select
      {...rest}
      value={value === '' ? null : value}
      data={sources.map(({ id, name, system }) => ({
        value: id,
        label: `${name} (${t(`monitors.system.${system}`)})`,
      }))}
      onChange={(next) => onChange(next ?? '')}
      placeholder={sources.length === 0 ? t('monitors.noSourcesYet') : t('monitors.chooseSource')}
    />
  )
}
