import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'

/** Written durations: `5m`, `0m`, `1h30m`, `90 seconds`, `1 week`. A month is none, because it has no fixed length. */
const UNITS: readonly { short: string; word: string; ms: number }[] = [
  { short: 'w', word: 'week', ms: 7 * DAY },
  { short: 'd', word: 'day', ms: DAY },
  { short: 'h', word: 'hour', ms: HOUR },
  { short: 'm', word: 'minute', ms: MINUTE },
  { short: 's', word: 'second', ms: SECOND },
]

const PART = /(\d{1,9})\s*([a-z]+)\s*/y
const WHOLE = /^(\d{1,9}\s*[a-z]+\s*)+$/
const DURATION_MS_MAX = 3_660 * DAY

/** Reads a duration, or says what is wrong with it. */
export function parseDuration(text: string): DurationMs | string {
  const source = text.trim().toLowerCase()
  if (/^\d+$/.test(source)) return `"${text}" lacks a unit: write for example "${source}m" or "${source}s"`
  if (!WHOLE.test(source)) return `"${text}" is no duration: write for example "5m", "1h30m" or "1 week"`
  let total = 0
  PART.lastIndex = 0
  for (let part = PART.exec(source); part; part = PART.exec(source)) {
    const ms = msOf(part[2] ?? '')
    if (ms === undefined) {
      return `"${part[2]}" is no unit of time: use s, m, h, d or w, for example "5m", "1h30m" or "1 week"`
    }
    total += Number(part[1]) * ms
  }
  if (total <= DURATION_MS_MAX) return total as DurationMs
  return `"${text}" is too long: durations go up to ten years, for example "52 weeks"`
}

/** The shortest spelling that {@link parseDuration} reads back, e.g. `5m`, `1h30m`, `2w`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0m'
  let rest = ms
  let text = ''
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.ms)
    rest -= count * unit.ms
    if (count > 0) text += `${count}${unit.short}`
  }
  return text
}

function msOf(name: string): number | undefined {
  const unit = UNITS.find(
    ({ short, word }) => name === short || name === word || name === `${word}s` || isAbbreviation(name, word),
  )
  return unit?.ms
}

/** `min`, `mins`, `sec`, `secs`, `hr`, `hrs`. */
function isAbbreviation(name: string, word: string): boolean {
  const short = word === 'hour' ? 'hr' : word === 'minute' ? 'min' : word === 'second' ? 'sec' : undefined
  return short !== undefined && (name === short || name === `${short}s`)
}
