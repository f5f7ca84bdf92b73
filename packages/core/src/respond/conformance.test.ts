/**
 * What other systems document of their schedules, as cases of our own: a schedule, a window, and who is on call from which instant on.
 * Each case names where its expectation comes from; those of one system stand in one file under `conformance/`.
 */
import { describe, expect, test } from 'vitest'
import type { Instant, ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type {
  LayerVersion,
  Participant,
  Restriction,
  Roster,
  Schedule,
  ScheduleLayer,
  ScheduleOverride,
  TemporarySchedule,
} from '../people/schedule.ts'
import clocks from './conformance/clocks.json' with { type: 'json' }
import goalert from './conformance/goalert.json' with { type: 'json' }
import grafanaOncall from './conformance/grafana-oncall.json' with { type: 'json' }
import opsgenie from './conformance/opsgenie.json' with { type: 'json' }
import pagerduty from './conformance/pagerduty.json' with { type: 'json' }
import { calcOnCall, calcShifts, type Shift } from './on-call.ts'
import { parseRotation } from './rotation-text.ts'
import { expandSchedule } from './testing/naive-schedule.ts'
import { at, names } from './testing/schedules.ts'

interface LayerText {
  zone: string
  /** `1 week` */
  every: string
  anchor: string
  turns: Participant[][]
  restrictions?: (Omit<Restriction, 'weekday'> & { weekdays: number[] })[]
  offDays?: 'use_turn'
  turnOffset?: number
  startsAt?: string
  endsAt?: string
}

type Span = { startsAt: string; endsAt: string }

interface ScheduleText {
  /** From the lowest to the highest. */
  layers: LayerText[]
  before?: { until: string; layers: LayerText[] }[]
  overrides?: (Span & { mode: ScheduleOverride['mode']; add?: string; remove?: string })[]
  temporary?: (Span & { shifts: (Span & { users: string[] })[] })[]
}

interface Case extends ScheduleText {
  states: string
  source: string
  teams?: Record<string, string[]>
  schedules?: Record<string, ScheduleText>
  window: [from: string, to: string]
  /** `<instant> <people>`: from then on, `-` for nobody. */
  final: string[]
}

const SYSTEMS = [pagerduty, opsgenie, grafanaOncall, goalert, clocks] as unknown as { system: string; cases: Case[] }[]

function layerOf({ every, restrictions = [], startsAt, endsAt, ...rest }: LayerText): ScheduleLayer {
  const parsed = parseRotation(every)
  if (typeof parsed === 'string') throw new Error(parsed)
  return {
    ...rest,
    every: parsed,
    restrictions: restrictions.flatMap(({ weekdays, ...times }) => weekdays.map((weekday) => ({ weekday, ...times }))),
    ...(startsAt !== undefined && { startsAt: at(startsAt) }),
    ...(endsAt !== undefined && { endsAt: at(endsAt) }),
  }
}

const spanOf = ({ startsAt, endsAt }: Span) => ({ startsAt: at(startsAt), endsAt: at(endsAt) })

function scheduleOf(id: string, { layers, before = [], overrides = [], temporary = [] }: ScheduleText): Schedule {
  return {
    ...{ id: id as ScheduleId, name: id, zone: 'UTC', layers: layers.map(layerOf) },
    before: before.map((each): LayerVersion => ({ until: at(each.until), layers: each.layers.map(layerOf) })),
    overrides: overrides.map(
      (each, index) => ({ ...each, id: `${index}`, ...spanOf(each) }) as unknown as ScheduleOverride,
    ),
    temporary: temporary.map(
      (each, index): TemporarySchedule => ({
        ...{ id: `${index}`, ...spanOf(each) },
        shifts: each.shifts.map((shift) => ({ ...spanOf(shift), users: shift.users as UserId[] })),
      }),
    ),
  }
}

function rosterOf({ teams = {}, schedules = {} }: Case): Roster {
  return {
    teams: new Map(Object.entries(teams).map(([id, members]) => [id as TeamId, { members: members as UserId[] }])),
    schedules: new Map(Object.entries(schedules).map(([id, text]) => [id as ScheduleId, scheduleOf(id, text)])),
  }
}

/** Without the reasons: of pieces that differ in nothing else the first alone. */
function finalOf(shifts: readonly Shift[]): { at: Instant; people: string }[] {
  const told = shifts.map(({ startsAt, people }) => ({ at: startsAt, people: sorted(names(people)) }))
  return told.filter(({ people }, index) => people !== told[index - 1]?.people)
}

const sorted = (people: string): string => people.split('+').sort().join('+')

for (const { system, cases } of SYSTEMS)
  describe(system, () => {
    test('every case names where it comes from, and states something of its own', () => {
      expect(cases.length).toBeGreaterThan(4)
      expect(cases.filter(({ source }) => source.trim() === '')).toEqual([])
      expect(new Set(cases.map(({ states }) => states)).size).toBe(cases.length)
    })

    test.each(cases)('$states', (each) => {
      const schedule = scheduleOf('asked', each)
      const [from, to] = each.window.map(at) as [Instant, Instant]
      const expected = each.final.map((line) => {
        const [instant = '', people = ''] = line.split(' ')
        return { at: at(instant), people: sorted(people) }
      })
      expect(expected[0]?.at).toBe(from)
      expect(finalOf(calcShifts(rosterOf(each), schedule, from, to)).map(shown)).toEqual(expected.map(shown))
      // The same for whoever asks about one instant: where somebody takes over, and just before.
      // And for the naive expansion that the calculation is compared with in every other shape.
      const naive = expandSchedule(rosterOf(each), schedule, from, to)
      for (const [index, { at: instant, people }] of expected.entries()) {
        const whoAt = (when: number) => [
          sorted(names(calcOnCall(rosterOf(each), schedule, when as Instant).people)),
          sorted(
            naive(when)
              .map(({ user }) => user)
              .join('+') || '-',
          ),
        ]
        expect(whoAt(instant)).toEqual([people, people])
        if (index > 0) expect(whoAt(instant - 1)).toEqual(Array(2).fill(expected[index - 1]?.people))
      }
    })
  })

function shown({ at: instant, people }: { at: Instant; people: string }): string {
  return `${Temporal.Instant.fromEpochMilliseconds(instant).toString()} ${people}`
}
