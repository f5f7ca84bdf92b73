/** Who is on call by the naive way, schedule by schedule: layers expanded from their anchors, then what is written over them. */
import type { ScheduleId, UserId } from '../../kernel/brand.ts'
import type { Participant, Roster, Schedule, ScheduleLayer, ScheduleOverride } from '../../people/schedule.ts'
import { expandLayer, type TurnAt } from './naive-layer.ts'

export interface NaivePerson {
  user: UserId
  /** The layer that put them on; -1 where none did. */
  layer: number
}

type PeopleAt = (at: number) => NaivePerson[]

interface Expansion {
  roster: Roster
  from: number
  to: number
  turnsOf: Map<ScheduleLayer, TurnAt>
}

/** Answers for any instant of [`from`, `to`]. */
export function expandSchedule(roster: Roster, schedule: Schedule, from: number, to: number): PeopleAt {
  const expansion: Expansion = { roster, from, to, turnsOf: new Map() }
  return (at) => peopleAt(expansion, schedule, at, new Set([schedule.id]))
}

/** `above`: the schedules that led here. One that leads back to itself adds nobody. */
function peopleAt(expansion: Expansion, schedule: Schedule, at: number, above: ReadonlySet<ScheduleId>): NaivePerson[] {
  const instead = (schedule.temporary ?? []).findLast((each) => each.startsAt <= at && at < each.endsAt)
  if (instead) {
    const running = instead.shifts.filter((shift) => shift.startsAt <= at && at < shift.endsAt)
    return unique(running.flatMap(({ users }) => users.map((user) => ({ user, layer: -1 }))))
  }
  const layers = (schedule.before ?? []).find(({ until }) => at < until)?.layers ?? schedule.layers
  const found = layers.map((layer, position) =>
    unique(
      turnOf(expansion, layer, at)
        .flatMap((participant) => behind(expansion, participant, at, above))
        .map((user) => ({ user, layer: position })),
    ),
  )
  return override(found.findLast((people) => people.length > 0) ?? [], schedule.overrides, at)
}

function turnOf({ roster, from, to, turnsOf }: Expansion, layer: ScheduleLayer, at: number): readonly Participant[] {
  const turnAt = turnsOf.get(layer) ?? expandLayer(roster, layer, from, to)
  turnsOf.set(layer, turnAt)
  return turnAt(at)
}

function behind(
  expansion: Expansion,
  participant: Participant,
  at: number,
  above: ReadonlySet<ScheduleId>,
): readonly UserId[] {
  if (typeof participant === 'string') return [participant]
  if ('team' in participant) return expansion.roster.teams.get(participant.team)?.members ?? []
  const other = expansion.roster.schedules.get(participant.schedule)
  if (!other || above.has(other.id)) return []
  return peopleAt(expansion, other, at, new Set([...above, other.id])).map(({ user }) => user)
}

/** Each override is judged against what the layers say, and the person is on where two contradict each other. */
function override(base: NaivePerson[], overrides: readonly ScheduleOverride[], at: number): NaivePerson[] {
  const leaving = new Set<UserId>()
  const joining: NaivePerson[] = []
  for (const { startsAt, endsAt, mode, add, remove } of overrides) {
    if (at < startsAt || at >= endsAt) continue
    if (mode === 'remove' && remove !== undefined) leaving.add(remove)
    if (mode === 'remove' || add === undefined) continue
    const isOn = (user: UserId | undefined) => base.some((person) => person.user === user)
    if (mode === 'replace' && remove !== undefined && !isOn(remove)) continue
    if (mode === 'replace') for (const { user } of base) if (remove === undefined || user === remove) leaving.add(user)
    joining.push({ user: add, layer: base[0]?.layer ?? -1 })
  }
  return unique([...base.filter(({ user }) => !leaving.has(user)), ...joining])
}

function unique(people: NaivePerson[]): NaivePerson[] {
  return people.filter(({ user }, index) => people.findIndex((person) => person.user === user) === index)
}
