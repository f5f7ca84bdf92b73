import type { DurationMs, Instant } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/instant.ts'

/** The instant `0m` of every story, 2026-01-05T09:00:00Z. */
export const START = Date.UTC(2026, 0, 5, 9) as Instant

const UNITS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** Reads `5m`, `1h30m` and the like. */
export function ms(text: string): DurationMs {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)]
  if (parts.map(([part]) => part).join('') !== text || text === '') throw new RangeError(`no duration: ${text}`)
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0) as DurationMs
}

/** The instant so long after the start of the story. */
export function at(text: string): Instant {
  return (START + ms(text)) as Instant
}

/** The other way round: `0m`, `5m`, `1h30m`. */
export function shownAt(instant: Instant): string {
  let left = instant - START
  const parts = ['d', 'h', 'm', 's', 'ms'].flatMap((unit) => {
    const size = UNITS[unit] ?? 1
    const count = Math.floor(left / size)
    left -= count * size
    return count > 0 ? [`${count}${unit}`] : []
  })
  return parts.join('') || '0m'
}
