import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { saidText } from '../field-path.ts'

/** Levels of events. `debug` and `info` are chatter; a `warning` is worth a look. */
const SEVERITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['fatal', 'critical'],
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'low'],
  ['debug', 'info'],
  ['sample', 'info'],
])

export function severityOfLevel(level: string | undefined): SourceSeverity | undefined {
  return SEVERITIES.get(level?.toLowerCase() ?? '')
}

/** Tags of an event: pairs of name and value. */
export function tagsOf(tags: unknown): Record<string, string> {
  if (!Array.isArray(tags)) return {}
  return Object.fromEntries(
    tags.flatMap((tag): [string, string][] => {
      if (!Array.isArray(tag)) return []
      const [name, value] = [saidText(tag[0]), saidText(tag[1])]
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Where all that is said of one issue meets: an issue, its alerts, and the plugin's word for it. */
export function issueKey(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `issue:${id}`
}

/** Sentry's tests send an event that it makes up, and marks. */
export function isSample(tags: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(tags, 'sample_event') && tags.sample_event === 'yes'
}
