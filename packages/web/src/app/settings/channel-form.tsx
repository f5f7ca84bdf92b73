import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import { whenDone } from '../../api/when-done.ts'
import { type Channel, useSaveChannel } from '../../features/people/channels.query.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { useWords } from '../../ui/use-words.ts'
import { CHANNEL_FIELDS, type ChannelField, type FieldSet, PLACE_FIELDS } from './channel-fields.ts'
import { type ChannelFormProps, problemsBelow, same, textSetting } from './channel-setting.ts'
import styles from './channels-page.module.css'
import { SecretRemoval } from './secret-removal.tsx'

type Values = Readonly<Record<string, string>>

/** The settings of a channel as fields. A secret that is stored stays, unless it would go to another place. */
export function ChannelForm({ channel, children, whole = same }: ChannelFormProps) {
  const { t } = useTranslation()
  const save = useSaveChannel(channel.channel)
  const { providers, fields: plain = [] } = CHANNEL_FIELDS.get(channel.channel) ?? {}
  const [provider, setProvider] = useState(textSetting(channel, 'provider') || Object.keys(providers ?? {})[0])
  const [typed, setTyped] = useState<Values>({})
  const fields = provider === undefined ? plain : (providers?.[provider] ?? plain)
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set())
  const settings = withoutRemoved(settingsOf(channel, fields, typed, provider), removed, typed)
  const problems = problemsBelow(fieldProblems(save.error), channel)
  const isReady = fields.every(({ name, isRequired }) => !isRequired || settings[name] !== undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenDone(save.mutateAsync(whole(settings)), { onSuccess: () => notifyDone(t('channelSettings.saved')) })
  }
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      {providers && provider !== undefined && (
        <ChoiceField
          label={t('channelSettings.provider')}
          value={provider}
          choices={[
            { value: 'twilio', label: t('channelSettings.providerOf.twilio') },
            { value: 'http', label: t('channelSettings.providerOf.http') },
          ]}
          onChange={(next) => {
            setProvider(next)
            setTyped({})
          }}
        />
      )}
      {fields.map((field) => (
        <SettingField
          key={`${provider} ${field.name}`}
          field={field}
          value={typed[field.name] ?? shownOf(channel, field, provider)}
          isKept={settings[field.name] !== undefined && (typed[field.name] ?? '') === ''}
          isRemoved={removed.has(field.name)}
          onRemove={(isRemoved) => setRemoved((before) => withName(before, field.name, isRemoved))}
          problem={problems[field.name]}
          onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      {save.error && <FormError error={save.error} />}
      <div className={styles.buttons}>
        {children}
        <Button type="submit" loading={save.isPending} disabled={!isReady}>
          {t('channelSettings.save')}
        </Button>
      </div>
    </form>
  )
}

/** What was typed anew is not what was to go. */
function withoutRemoved(settings: Record<string, string>, removed: ReadonlySet<string>, typed: Values) {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !removed.has(name) || Boolean(typed[name])))
}

function withName(names: ReadonlySet<string>, name: string, isIn: boolean): ReadonlySet<string> {
  const others = [...names].filter((each) => each !== name)
  return new Set(isIn ? [...others, name] : others)
}

function isSecret({ kind }: ChannelField): boolean {
  return kind === 'secret' || kind === 'secretLines'
}

/** What a field begins with; secrets begin empty. */
function shownOf(channel: Channel, field: ChannelField, provider: string | undefined): string {
  const isSameProvider = textSetting(channel, 'provider') === (provider ?? '')
  const shown = isSecret(field) || !isSameProvider ? '' : textSetting(channel, field.name)
  return shown || (field.kind === 'choice' ? (field.choices?.[0] ?? '') : '')
}

/** What is sent: empty fields are left out, and a secret as it was shown stands for the one that is stored. */
function settingsOf(
  channel: Channel,
  fields: FieldSet,
  typed: Values,
  provider: string | undefined,
): Record<string, string> {
  const place = (name: string) => (name === 'provider' ? (provider ?? '') : (typed[name] ?? textSetting(channel, name)))
  const isSamePlace = PLACE_FIELDS.every((name) => place(name).trim() === textSetting(channel, name))
  const values = fields.map((field): [string, string] => {
    const given = (typed[field.name] ?? shownOf(channel, field, provider)).trim()
    if (!isSecret(field) || given !== '') return [field.name, given]
    return [field.name, isSamePlace ? textSetting(channel, field.name) : '']
  })
  const filled = values.filter(([, value]) => value !== '')
  return Object.fromEntries(provider === undefined ? filled : [['provider', provider], ...filled])
}

interface SettingFieldProps {
  field: ChannelField
  value: string
  isKept: boolean
  isRemoved: boolean
  problem: string | undefined
  onChange: (value: string) => void
  onRemove: (isRemoved: boolean) => void
}

/** A secret that is stored and that the channel can do without has a way to remove it alone. */
function SettingField(props: SettingFieldProps) {
  const words = useWords()
  const { field, isKept, isRemoved, value, onRemove } = props
  const { name, label = name } = field
  const isRemovable = isSecret(field) && !field.isRequired && value === '' && (isKept || isRemoved)
  return (
    <>
      <FieldInput {...props} />
      {isRemovable && (
        <SecretRemoval
          label={words(`channelSettings.fields.${label}`, name)}
          isRemoved={isRemoved}
          onChange={onRemove}
        />
      )}
    </>
  )
}

function FieldInput({ field, value, isKept, problem, onChange }: SettingFieldProps) {
  const { t } = useTranslation()
  const words = useWords()
  const { name, kind, example, choices = [], label = name } = field
  const key = `channelSettings.fields.${label}`
  const shared = {
    label: words(key, name),
    description:
      words(`${key}Text`, '') || (field.isRequired || kind === 'choice' ? undefined : t('channelSettings.optional')),
    placeholder: isSecret(field) && isKept ? t('channelSettings.keptSecret') : example,
    value,
    error: problem,
    spellCheck: false,
  }
  if (kind === 'choice') {
    const options = choices.map((choice) => ({ value: choice, label: words(`${key}Of.${choice}`, choice) }))
    return <ChoiceField label={shared.label} value={value} choices={options} onChange={onChange} />
  }
  if (kind === 'secret')
    return (
      <PasswordInput
        {...shared}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  if (kind === 'lines' || kind === 'secretLines')
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={10}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return <TextInput {...shared} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
}
