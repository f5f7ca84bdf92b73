import { Button, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { FormError } from '../../ui/form-error.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Panel } from '../../ui/panel.tsx'
import { useWords } from '../../ui/use-words.ts'
import styles from './channels-page.module.css'
import { Reset } from './setting-row.tsx'
import { type Settings, settingsQuery, useChangeSettings } from './settings.query.ts'

type Limits = Settings['settings']['message_limits']
type Span = 'hour' | 'day'

const MAX = 10_000
/** What costs money or wakes people comes first. */
const FIRST = ['sms', 'voice']

/** How many messages one person gets by each channel; a field that is empty is no limit. */
export function LimitsPanel({ channels, mayWrite }: { channels: readonly string[]; mayWrite: boolean }) {
  const { data: settings } = useQuery(settingsQuery)
  if (!settings) return null
  const key = JSON.stringify(settings.settings.message_limits)
  return <LimitsForm key={key} settings={settings} channels={channels} mayWrite={mayWrite} />
}

function LimitsForm({
  settings,
  channels,
  mayWrite,
}: {
  settings: Settings
  channels: readonly string[]
  mayWrite: boolean
}) {
  const { t } = useTranslation()
  const change = useChangeSettings()
  const stored = settings.settings.message_limits
  const [limits, setLimits] = useState(stored)
  const rows = [...new Set([...FIRST, ...Object.keys(stored), ...channels])]
  const isChanged = JSON.stringify(limits) !== JSON.stringify(stored)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    whenDone(change.mutateAsync({ message_limits: limits }), {
      onSuccess: () => notifyDone(t('channelSettings.saved')),
      onError: () => undefined,
    })
  }
  return (
    <Panel
      title={t('channelSettings.limits.title')}
      action={<Reset name="message_limits" settings={settings} mayWrite={mayWrite} />}
    >
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.text}>{t('channelSettings.limits.text')}</p>
        <div className={styles.limit} aria-hidden>
          <span />
          <span>{t('channelSettings.limits.hour')}</span>
          <span>{t('channelSettings.limits.day')}</span>
        </div>
        {rows.map((channel) => (
          <LimitFields
            key={channel}
            channel={channel}
            limit={limits[channel] ?? {}}
            mayWrite={mayWrite}
            onChange={(limit) => setLimits(withLimit(limits, channel, limit))}
          />
        ))}
        {change.error && <FormError error={change.error} />}
        {mayWrite && (
          <div className={styles.buttons}>
            <Button type="submit" loading={change.isPending} disabled={!isChanged}>
              {t('channelSettings.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  )
}

function LimitFields({
  channel,
  limit,
  mayWrite,
  onChange,
}: {
  channel: string
  limit: Limits[string]
  mayWrite: boolean
  onChange: (limit: Limits[string]) => void
}) {
  const { t } = useTranslation()
  const words = useWords()
  const name = words(`channels.${channel}`, channel)
  const field = (span: Span) => (
    <NumberInput
      aria-label={`${name}: ${t(`channelSettings.limits.${span}`)}`}
      value={limit[span] ?? ''}
      placeholder={t('channelSettings.limits.none')}
      min={1}
      max={MAX}
      allowDecimal={false}
      disabled={!mayWrite}
      onChange={(value) => {
        const { [span]: _, ...rest } = limit
        onChange(typeof value === 'number' ? { ...rest, [span]: value } : rest)
      }}
    />
  )
  return (
    <div className={styles.limit}>
      <span>{name}</span>
      {field('hour')}
      {field('day')}
    </div>
  )
}

/** A channel of which nothing is said is not named. */
function withLimit(limits: Limits, channel: string, limit: Limits[string]): Limits {
  const { [channel]: _, ...rest } = limits
  return Object.keys(limit).length === 0 ? rest : { ...limits, [channel]: limit }
}
