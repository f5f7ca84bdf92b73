import type { ReactNode } from 'react'
import type { Channel, ChannelSettings } from '../../features/people/channels.query.ts'

/** What a field of a channel was shown with; empty when it has none. */
export function textSetting({ settings }: Channel, field: string): string {
  const value = settings?.[field]
  // A number may stand in the file without quotes.
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export interface ChannelFormProps {
  channel: Channel
  children: ReactNode
  /** The settings of both providers, out of those of the one that the form is about. */
  whole?: ((settings: ChannelSettings) => ChannelSettings) | undefined
}

export function same(settings: ChannelSettings): ChannelSettings {
  return settings
}

const SECOND = 'second'

/** The second provider of a channel, as if it were the channel; its fields are empty where there is none. */
export function secondOf(channel: Channel): Channel {
  const settings = channel.settings?.[SECOND]
  const own = typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>) : null
  return { ...channel, settings: own, is_configured: own !== null, isSecond: true } as Channel
}

/** As it was shown: a secret in it stands for the one that is stored. */
export function withSecond(channel: Channel) {
  return (first: ChannelSettings): ChannelSettings => {
    const second = channel.settings?.[SECOND]
    return second === undefined ? first : { ...first, [SECOND]: second }
  }
}

export function withFirst(channel: Channel) {
  return (second: ChannelSettings): ChannelSettings => ({ ...channel.settings, [SECOND]: second })
}

/** Without a second provider. */
export function withoutSecond({ settings }: Channel): ChannelSettings {
  const { [SECOND]: _, ...first } = settings ?? {}
  return first
}

/** What is wrong with the fields of the provider that a form is about. */
export function problemsBelow(problems: Record<string, string>, channel: Channel): Record<string, string> {
  if (!('isSecond' in channel)) return problems
  const prefix = `${SECOND}.`
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) =>
      field.startsWith(prefix) ? [[field.slice(prefix.length), problem]] : [],
    ),
  )
}
