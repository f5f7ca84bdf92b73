/** The setting `on_call`: what fairness and rest go by, as the file and the API write it. */
import type { CalendarId, DurationMs } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import type { OnCallSettings } from '@tocsin/core/people/on-call-settings.ts'
import { type DutyClock, USUAL_HOURS } from '@tocsin/core/respond/fairness/duty-hours.ts'
import type { RestRules } from '@tocsin/core/respond/fairness/rest.ts'
import { USUAL_WEIGHTS } from '@tocsin/core/respond/fairness/workload.ts'
import { isZone } from '@tocsin/core/respond/wall-clock.ts'
import { z } from 'zod'
import { expecting, expectingText, form, idField, list, oneOf, text, wholeNumber } from '../../shell/config/fields.ts'
import type { FieldProblem } from '../../shell/config/references.ts'

const DAYS_USUAL = 7
const REST_HOURS_USUAL = 11
/** In which people sleep, whatever else is night: from hour to hour of the day. */
const SMALL_HOURS = { from: 2, to: 5 }
const NIGHT_HOURS_MIN = 6
const WEIGHT_MAX = 10
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const time = (example: string) =>
  z
    .string(expectingText('a time'))
    .regex(TIME, 'expected a time from 00:00 to 23:59')
    .meta({ examples: [example] })
const weekdays = list(wholeNumber(1, 7, 1), 7)
const weight = z
  .number(expecting('a number'))
  .min(0, 'expected at least 0')
  .max(WEIGHT_MAX, `expected at most ${WEIGHT_MAX}`)
  .meta({ examples: [1.5] })

export const onCallSettingInput = form({
  days_in_a_row: wholeNumber(1, 60, DAYS_USUAL).default(DAYS_USUAL),
  /** Why the rules are looser than usual: it stays on record. */
  reason: text('a reason', 'Two people until May, agreed with the works council', 500).optional(),
  rest_after_night_hours: wholeNumber(0, 48, REST_HOURS_USUAL).default(REST_HOURS_USUAL),
  when_broken: oneOf(['warn', 'refuse']).default('refuse'),
  /** `person`: everybody's own. */
  zone: z
    .string(expectingText('a time zone'))
    .refine((zone) => zone === 'person' || isZone(zone), 'expected a time zone by its IANA name, or person')
    .meta({ examples: ['Europe/Berlin'] })
    .default('person'),
  holidays: list(idField('bavaria'), 20).default([]),
  weights: form({ working: weight, weekday: weight, night: weight, weekend: weight, holiday: weight }).default(
    USUAL_WEIGHTS,
  ),
  working: form({ from: time('09:00'), to: time('17:00'), days: weekdays }).default({
    ...USUAL_HOURS.working,
    days: [...USUAL_HOURS.working.days],
  }),
  night: form({ from: time('22:00'), to: time('06:00') })
    .superRefine((night, { addIssue }) => {
      const problem = problemOfNight(night)
      if (problem !== undefined) addIssue({ code: 'custom', message: problem })
    })
    .default(USUAL_HOURS.night),
  weekend: weekdays.default([...USUAL_HOURS.weekend]),
}).superRefine((setting, { addIssue }) => {
  const [loosened] = setting.reason === undefined ? listLoosened(setting) : []
  if (loosened) addIssue({ code: 'custom', path: ['reason'], message: `is missing: say why ${loosened}` })
})

type Strictness = Pick<OnCallSettings, 'days_in_a_row' | 'rest_after_night_hours' | 'when_broken'>

/** In which ways a setting asks for less rest than is usual, and than another one does where that is given: what a reason is needed for. */
function listLoosened(next: Strictness, before?: Strictness): string[] {
  const { days_in_a_row: days, rest_after_night_hours: hours } = next
  const daysMax = Math.max(DAYS_USUAL, before?.days_in_a_row ?? 0)
  const hoursMin = Math.min(REST_HOURS_USUAL, before?.rest_after_night_hours ?? REST_HOURS_USUAL)
  return [
    ...(days > daysMax ? [`more than ${daysMax} days in a row are allowed`] : []),
    ...(hours < hoursMin ? [`less than ${hoursMin} hours of rest follow a night with pages`] : []),
    ...(next.when_broken === 'warn' && before?.when_broken !== 'warn' ? ['the rules only warn'] : []),
  ]
}

/**
 * Rest is owed for pages of the night alone: a night that is a piece of the day, or an hour, would be no rule of rest. From a time to the
 * same one are 24 hours.
 */
function problemOfNight({ from, to }: OnCallSettings['night']): string | undefined {
  const [begin, end] = [hoursOf(from), hoursOf(to)]
  const length = end > begin ? end - begin : end - begin + 24
  const untilSmallHours = (SMALL_HOURS.from - begin + 24) % 24
  const hasSmallHours = length === 24 || untilSmallHours + SMALL_HOURS.to - SMALL_HOURS.from <= length
  if (hasSmallHours && length >= NIGHT_HOURS_MIN) return undefined
  const lacks = hasSmallHours ? `${Math.round(length * 100) / 100} hours are too short` : 'people sleep then'
  return `must hold the time from 02:00 to 05:00 and be ${NIGHT_HOURS_MIN} hours or longer, such as 22:00 to 06:00: ${lacks}`
}

function hoursOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours + minutes / 60
}

/** A reason is for what it was given for: who loosens the rules further says why anew. */
export function checkLoosening(
  next: OnCallSettings | undefined,
  stored: readonly { key: string; value: unknown }[],
): FieldProblem[] {
  const before = stored.find(({ key }) => key === 'onCall')?.value as OnCallSettings | undefined
  if (!next || !before || next.reason === undefined || next.reason !== before.reason) return []
  const [loosened] = listLoosened(next, before)
  return loosened ? [{ path: ['on_call', 'reason'], problem: `is the one of before: say anew why ${loosened}` }] : []
}

const shownTimes = { from: z.string(), to: z.string() }

/** As the API shows it. */
export const onCallSettingSchema = z
  .object({
    days_in_a_row: z.int(),
    reason: z.string().optional(),
    rest_after_night_hours: z.int(),
    when_broken: z.enum(['warn', 'refuse']),
    zone: z.string().describe('`person`: everybody’s own.'),
    holidays: z.array(z.string()).describe('Calendars, by id.'),
    weights: z.record(z.string(), z.number()).describe('By kind of hours.'),
    working: z.object({ ...shownTimes, days: z.array(z.int()) }),
    night: z.object(shownTimes),
    weekend: z.array(z.int()),
  })
  .meta({ id: 'OnCallSetting' })

export const USUAL_ON_CALL: OnCallSettings = settingOf(onCallSettingInput.parse({}))

/** As it is stored: nothing that is not there. */
export function settingOf({ reason, ...rest }: z.output<typeof onCallSettingInput>): OnCallSettings {
  return { ...rest, ...(reason !== undefined && { reason }) }
}

export function onCallSettingOf({ settings }: Pick<Directory, 'settings'>): OnCallSettings {
  return settings.onCall ?? USUAL_ON_CALL
}

export function restRulesOf({ days_in_a_row, rest_after_night_hours }: OnCallSettings): RestRules {
  return { daysInARowMax: days_in_a_row, afterNightMs: (rest_after_night_hours * HOUR) as DurationMs }
}

/** The clock by which a person's hours count. */
export function clockOf(directory: Directory, { zone }: Pick<User, 'zone'>): DutyClock {
  const { holidays, working, night, weekend, ...setting } = onCallSettingOf(directory)
  const dates = holidays.flatMap((id) => directory.calendars?.get(id as CalendarId)?.days ?? [])
  return {
    zone: setting.zone === 'person' ? zone : setting.zone,
    hours: { working, night, weekend },
    holidays: new Set(dates.map(({ date }) => date)),
  }
}
