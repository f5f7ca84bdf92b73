import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { instant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { saidText } from './field-path.ts'

/** Instants as senders write them that do not write RFC 3339. A zero, a blank and what cannot be read mean "absent". */

/** More seconds than this are milliseconds: the year 5138. */
const EPOCH_SECONDS_MAX = 100_000_000_000
/** The end of the year 9999, the last that RFC 3339 can write. */
const EPOCH_MS_MAX = 253_402_300_799_999

/** A number of seconds or milliseconds since 1970, also as text. */
export function epochInstant(value: unknown): Instant | undefined {
  const number = Number(saidText(value) ?? Number.NaN)
  if (!Number.isFinite(number) || number <= 0 || number > EPOCH_MS_MAX) return undefined
  return instant(number < EPOCH_SECONDS_MAX ? number * 1000 : number)
}

/** A date and a time that are UTC without saying so, e.g. `2026-03-02 10:11:05.374`; RFC 3339 is read too. */
export function utcInstant(value: unknown): Instant | undefined {
  const text = saidText(value)
  return text === undefined ? undefined : (parseInstant(text) ?? parseInstant(`${text}Z`))
}

/** RFC 3339, else a number since 1970. */
export function anyInstant(value: unknown): Instant | undefined {
  return utcInstant(value) ?? epochInstant(value)
}
