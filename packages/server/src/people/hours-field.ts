/** Hours of the week as they are written: `[{ days: [Mon, Tue], from: "09:00", to: "17:00" }]`. */
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Restriction } from '@tocsin/core/people/schedule.ts'
import { calcLongestQuiet } from '@tocsin/core/respond/quiet-hours.ts'
import { z } from 'zod'
import type { DocumentValue } from '../shell/config/config-kind.ts'
import { expectingText, form, list, oneOf } from '../shell/config/fields.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const WINDOWS_MAX = 50

/** `HH:MM` by somebody’s clock. */
export const timeField = z
  .string(expectingText('a time'))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time from 00:00 to 23:59')
  .meta({ examples: ['09:00'] })

const windowInput = form({
  days: list(oneOf(WEEKDAYS), WEEKDAYS.length)
    .min(1, 'expected at least one weekday')
    .meta({ examples: [['Mon', 'Tue', 'Wed', 'Thu', 'Fri']] }),
  from: timeField,
  /** On the next day when it is not later than `from`. */
  to: z
    .string(expectingText('a time'))
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time up to 24:00')
    .meta({ examples: ['17:00'] }),
})

/** No windows: always. */
export const hoursField = list(windowInput, WINDOWS_MAX)
/** Hours in which somebody is left alone with what is not urgent. */
export const quietHoursField = hoursField.refine(
  (hours) => calcLongestQuiet(windowsOf(hours)) <= LIMITS.quietMsMax,
  `expected hours that end: what is not urgent waits for ${LIMITS.quietMsMax / HOUR} hours without a break at most`,
)
export type HoursInput = z.output<typeof hoursField>

export const hoursSchema = z
  .array(z.object({ days: z.array(z.enum(WEEKDAYS)), from: z.string(), to: z.string() }))
  .describe('Hours of the week; an empty list is always.')
export const quietHoursSchema = z
  .array(z.object({ days: z.array(z.enum(WEEKDAYS)), from: z.string(), to: z.string() }))
  .describe('By the clock of `zone`: pages of low urgency wait until they are over. An empty list: none do.')

export function windowsOf(hours: HoursInput): Restriction[] {
  return hours.flatMap(({ days, from, to }) =>
    days.map((day): Restriction => ({ weekday: WEEKDAYS.indexOf(day) + 1, from, to })),
  )
}

/** Days that have the same hours stand together, as somebody would write them. */
export function describeHours(windows: readonly Restriction[]): DocumentValue {
  const groups = Map.groupBy(windows, ({ from, to }) => `${from} ${to}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const days = group.flatMap(({ weekday }) => WEEKDAYS[weekday - 1] ?? [])
    return [{ days, from: first.from, to: first.to }]
  })
}
