/** A layer of a schedule as it is written: `{ zone: Asia/Tokyo, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: […] }`. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Restriction, ScheduleLayer } from '@tocsin/core/people/directory.ts'
import { anchorOf, parseHandoff, parseRotation } from '@tocsin/core/respond/rotation-text.ts'
import { z } from 'zod'
import type { DocumentValue, NameUser } from '../shell/config/config-kind.ts'
import { expectingText, form, instantField, list, oneOf, personField, text, zoneField } from '../shell/config/fields.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../shell/config/references.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const RESTRICTIONS_MAX = 50
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const END_TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/

/** Reads with a parser of the core, which says what is wrong by returning a text. */
function read<T extends object>(what: string, example: string, parse: (source: string) => T | string) {
  return z
    .string(expectingText(what))
    .meta({ examples: [example] })
    .transform((source, context): T => {
      const parsed = parse(source)
      if (typeof parsed !== 'string') return parsed
      context.addIssue({ code: 'custom', message: parsed })
      return z.NEVER
    })
}

const weekday = oneOf(WEEKDAYS)

const restrictionInput = form({
  days: list(weekday, WEEKDAYS.length)
    .min(1, 'expected at least one weekday')
    .meta({ examples: [['Mon', 'Tue']] }),
  from: z
    .string(expectingText('a time'))
    .regex(TIME, 'expected a time from 00:00 to 23:59')
    .meta({ examples: ['09:00'] }),
  to: z
    .string(expectingText('a time'))
    .regex(END_TIME, 'expected a time up to 24:00')
    .meta({ examples: ['17:00'] }),
  /** The weekday on which it ends; by default the same, or the next when `to` is not later than `from`. */
  to_day: weekday.optional(),
})

const turnInput = z.union([personField, list(personField, LIMITS.peoplePerLayerMax)], {
  error: 'expected a mail address, or a list of those who are on together',
})

export const layerInput = form({
  name: text('a name', 'Nights').optional(),
  zone: zoneField,
  every: read('how often it hands over', '1 week', parseRotation),
  handoff: read('when it hands over', 'Mon 09:00', parseHandoff),
  start: text('the date of the first turn', '2026-01-05'),
  /** In turn; a list within the list is on together. */
  people: list(turnInput, LIMITS.peoplePerLayerMax)
    .min(1, 'expected at least one person')
    .meta({
      examples: [['ana@example.com', 'bob@example.com']],
    }),
  restrictions: list(restrictionInput, RESTRICTIONS_MAX).default([]),
  off_days: oneOf(['keep_turn', 'use_turn']).default('keep_turn'),
  starts_at: instantField.optional(),
  ends_at: instantField.optional(),
})
export type LayerInput = z.output<typeof layerInput>

export function checkLayer(
  { zone, every, handoff, start, people }: LayerInput,
  references: References,
): FieldProblem[] {
  const anchor = anchorOf({ start, handoff, every, zone })
  return [
    ...(typeof anchor === 'string' ? [{ path: [anchor.startsWith('"') ? 'start' : 'handoff'], problem: anchor }] : []),
    ...people.flatMap((turn, index) => {
      if (typeof turn === 'string') return checkPerson(references, turn, ['people', index])
      return turn.flatMap((person, place) => checkPerson(references, person, ['people', index, place]))
    }),
  ]
}

/** The layer of an input that was checked. */
export function layerOf(input: LayerInput, references: References): ScheduleLayer {
  const { zone, every, handoff, start, people, restrictions, off_days, starts_at, ends_at, name } = input
  const anchor = anchorOf({ start, handoff, every, zone })
  const turns = people.map((turn) =>
    [turn].flat().flatMap((person) => (findUserId(references, person) ?? []) as UserId[] | UserId),
  )
  return {
    zone,
    every,
    anchor: typeof anchor === 'string' ? start : anchor.anchor,
    turns,
    restrictions: restrictions.flatMap(restrictionsOf),
    ...(name !== undefined && { name }),
    ...(off_days === 'use_turn' && { offDays: off_days }),
    ...(starts_at !== undefined && { startsAt: starts_at }),
    ...(ends_at !== undefined && { endsAt: ends_at }),
  }
}

/** A layer in the form in which it could have been written: reading that gives the same layer. */
export function describeLayer(layer: ScheduleLayer, nameUser: NameUser): { readonly [field: string]: DocumentValue } {
  const { count, unit } = layer.every
  const [date = '', time = ''] = layer.anchor.split('T')
  const first = Temporal.PlainDate.from(date)
  const day = unit === 'week' ? `${WEEKDAYS[first.dayOfWeek - 1]} ` : unit === 'month' ? `${first.day} ` : ''
  return {
    ...(layer.name !== undefined && { name: layer.name }),
    zone: layer.zone,
    every: `${count} ${unit}${count === 1 ? '' : 's'}`,
    handoff: `${day}${time}`,
    start: date,
    people: layer.turns.map(([only, ...others]) =>
      only !== undefined && others.length === 0 ? nameUser(only) : [...(only ? [only] : []), ...others].map(nameUser),
    ),
    ...(layer.restrictions.length > 0 && { restrictions: layer.restrictions.map(describeRestriction) }),
    ...(layer.offDays === 'use_turn' && { off_days: 'use_turn' }),
    ...(layer.startsAt !== undefined && { starts_at: formatInstant(layer.startsAt) }),
    ...(layer.endsAt !== undefined && { ends_at: formatInstant(layer.endsAt) }),
  }
}

function restrictionsOf({ days, from, to, to_day }: z.output<typeof restrictionInput>): Restriction[] {
  return days.map((day) => ({
    weekday: WEEKDAYS.indexOf(day) + 1,
    from,
    to,
    ...(to_day && { toWeekday: WEEKDAYS.indexOf(to_day) + 1 }),
  }))
}

function describeRestriction({ weekday: day, from, to, toWeekday }: Restriction) {
  return {
    days: [WEEKDAYS[day - 1] ?? ''],
    from,
    to,
    ...(toWeekday !== undefined && { to_day: WEEKDAYS[toWeekday - 1] ?? '' }),
  }
}
