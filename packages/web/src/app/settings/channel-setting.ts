import type { Channel } from '../../features/people/channels.query.ts'

/** What a field of a channel was shown with; empty when it has none. */
export function textSetting({ settings }: Channel, field: string): string {
  const value = settings?.[field]
  return typeof value === 'string' ? value : ''
}
