/** A layer of a schedule as it is written: `{ zone: Asia/Tokyo, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: […] }`. */
import type { CalendarId, ScheduleId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { LayerHolidays } from '@tocsin/core/people/calendar.ts'
import type { Participant, Restriction, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { anchorOf, parseHandoff, parseRotation } from '@tocsin/core/respond/rotation-text.ts'
import { z } from 'zod'
import type { DocumentValue, NameUser } from '../shell/config/config-kind.ts'
import {
  expectingText,
  form,
  idField,
  instantField,
  list,
  oneOf,
  personField,
  text,
  zoneField,
} from '../shell/config/fields.ts'
import {
  checkPerson,
  checkReference,
  type FieldProblem,
  findUserId,
  type References,
} from '../shell/config/references.ts'

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

const A_PARTICIPANT = 'a mail address, { team: … } or { schedule: … }'
const participantInput = z.union(
  [personField, form({ team: idField('payments') }), form({ schedule: idField('payments-primary') })],
  { error: `expected ${A_PARTICIPANT}` },
)
type ParticipantInput = z.output<typeof participantInput>

const turnInput = z.union([participantInput, list(participantInput, LIMITS.peoplePerLayerMax)], {
  error: `expected ${A_PARTICIPANT}, or a list of those who are on together`,
})

const holidaysInput = form({
  calendars: list(idField('bavaria'), LIMITS.calendarsPerLayerMax)
    .min(1, 'expected at least one calendar')
    .meta({ examples: [['bavaria']] }),
  /** `off`: nobody is on on their days; `only`: on no other days. */
  on: oneOf(['off', 'only']).default('off'),
})

const layerForm = form({
  /** By which an edit knows it again wherever it stands. */
  id: idField('nights').optional(),
  name: text('a name', 'Nights').optional(),
  zone: zoneField,
  every: read('how often it hands over', '1 week', parseRotation),
  handoff: read('when it hands over', 'Mon 09:00', parseHandoff),
  start: text('the date of the first turn', '2026-01-05'),
  /** In turn; a list within the list is on together. A team is all of its members, a schedule whoever is on call in it then. */
  people: list(turnInput, LIMITS.peoplePerLayerMax).meta({
    examples: [['ana@example.com', 'bob@example.com']],
  }),
  /** Instead of people who take turns: the shifts of an imported calendar. */
  shifts_from: idField('vendor-rota').optional(),
  /** Days of calendars, by the layer's zone. */
  holidays: holidaysInput.optional(),
  restrictions: list(restrictionInput, RESTRICTIONS_MAX).default([]),
  off_days: oneOf(['keep_turn', 'use_turn']).default('keep_turn'),
  starts_at: instantField.optional(),
  ends_at: instantField.optional(),
})
/** A layer of turns, or one of imported shifts, which has no turns and no word for them. */
export const layerInput = z.preprocess(withoutTurns, layerForm)
export type LayerInput = z.output<typeof layerInput>

/** What a layer without turns needs no word for. */
const NO_TURNS = { every: '1 day', handoff: '00:00', start: '1970-01-01', people: [] }

function withoutTurns(given: unknown): unknown {
  const isImported = typeof given === 'object' && given !== null && 'shifts_from' in given
  return isImported ? { ...NO_TURNS, ...given } : given
}

export function checkLayer(
  { zone, every, handoff, start, people, shifts_from, holidays }: LayerInput,
  references: References,
): FieldProblem[] {
  const anchor = anchorOf({ start, handoff, every, zone })
  return [
    ...(shifts_from === undefined
      ? checkTurns(people)
      : checkCalendarUse(references, shifts_from, { path: ['shifts_from'], use: 'shifts' })),
    ...(holidays?.calendars ?? []).flatMap((calendar, index) =>
      checkCalendarUse(references, calendar, { path: ['holidays', 'calendars', index], use: 'holidays' }),
    ),
    ...(typeof anchor === 'string' ? [{ path: [anchor.startsWith('"') ? 'start' : 'handoff'], problem: anchor }] : []),
    ...people.flatMap((turn, index) => {
      if (!Array.isArray(turn)) return checkParticipant(references, turn, ['people', index])
      return turn.flatMap((each, place) => checkParticipant(references, each, ['people', index, place]))
    }),
  ]
}

function checkTurns(people: LayerInput['people']): FieldProblem[] {
  return people.length > 0 ? [] : [{ path: ['people'], problem: 'expected at least one person' }]
}

function checkCalendarUse(
  references: References,
  id: string,
  { path, use }: { path: FieldProblem['path']; use: 'holidays' | 'shifts' },
): FieldProblem[] {
  const known = references.calendars.get(id)
  if (!known) return checkReference(references, 'calendars', id, path)
  return known.use === use ? [] : [{ path, problem: `"${id}" is a calendar of ${known.use}, not of ${use}` }]
}

function checkParticipant(
  references: References,
  participant: ParticipantInput,
  path: FieldProblem['path'],
): FieldProblem[] {
  if (typeof participant === 'string') return checkPerson(references, participant, path)
  if ('team' in participant) return checkReference(references, 'teams', participant.team, [...path, 'team'])
  return checkReference(references, 'schedules', participant.schedule, [...path, 'schedule'])
}

/** The schedules that stand in a layer for people, as it is written or as it is stored. */
export function schedulesOf(layer: LayerInput | Pick<ScheduleLayer, 'turns'>): string[] {
  const turns = 'turns' in layer ? layer.turns : layer.people
  return turns.flat().flatMap((each) => (typeof each === 'object' && 'schedule' in each ? [each.schedule] : []))
}

/** The layer of an input that was checked. */
export function layerOf(input: LayerInput, references: References): ScheduleLayer {
  const { zone, every, handoff, start, people, restrictions, off_days, starts_at, ends_at, name } = input
  const { id, shifts_from, holidays } = input
  const anchor = anchorOf({ start, handoff, every, zone })
  const turns = people.map((turn) => [turn].flat().flatMap((each) => participantOf(each, references)))
  return {
    zone,
    every,
    anchor: typeof anchor === 'string' ? start : anchor.anchor,
    turns,
    restrictions: restrictions.flatMap(restrictionsOf),
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(shifts_from !== undefined && { importedFrom: shifts_from as CalendarId }),
    ...(holidays && { holidays: holidays as LayerHolidays }),
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
    ...(layer.id !== undefined && { id: layer.id }),
    ...(layer.name !== undefined && { name: layer.name }),
    zone: layer.zone,
    every: `${count} ${unit}${count === 1 ? '' : 's'}`,
    handoff: `${day}${time}`,
    start: date,
    people: layer.turns.map((turn) => {
      const [only, ...others] = turn.map((each) => describeParticipant(each, nameUser))
      return only !== undefined && others.length === 0 ? only : [...(only ? [only] : []), ...others]
    }),
    ...(layer.restrictions.length > 0 && { restrictions: layer.restrictions.map(describeRestriction) }),
    ...(layer.importedFrom !== undefined && { shifts_from: layer.importedFrom }),
    ...(layer.holidays && { holidays: { ...layer.holidays } }),
    ...(layer.offDays === 'use_turn' && { off_days: 'use_turn' }),
    ...(layer.startsAt !== undefined && { starts_at: formatInstant(layer.startsAt) }),
    ...(layer.endsAt !== undefined && { ends_at: formatInstant(layer.endsAt) }),
  }
}

function participantOf(participant: ParticipantInput, references: References): Participant[] {
  if (typeof participant === 'string') {
    const user = findUserId(references, participant)
    return user === undefined ? [] : [user as UserId]
  }
  return 'team' in participant
    ? [{ team: participant.team as TeamId }]
    : [{ schedule: participant.schedule as ScheduleId }]
}

function describeParticipant(
  participant: Participant,
  nameUser: NameUser,
): string | { readonly [kind: string]: string } {
  return typeof participant === 'string' ? nameUser(participant) : { ...participant }
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
