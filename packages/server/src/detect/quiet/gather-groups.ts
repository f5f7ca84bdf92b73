/** Groups that would open an incident, and join one of another group instead: symptoms, and what a storm brings. */
import { calcJoin, type GroupIncident, type Join } from '@tocsin/core/detect/join.ts'
import {
  calcNeeds,
  type Gathering,
  type GatherReason,
  type Opening,
  planGathering,
} from '@tocsin/core/detect/quiet/gathering.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { AlertRef } from '@tocsin/core/kernel/fact.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { PlacementRow } from '../../shell/store/store.ts'
import { hasDependencies } from './fold-symptoms.ts'

export interface Group {
  source: Source
  alerts: AlertRef[]
  /** Where one of its alerts was gathered before: what comes back goes there, however long that has lasted. */
  former?: Gathering
}

const REASONS: readonly string[] = ['gathered_by_dependency', 'gathered_in_storm'] satisfies GatherReason[]

/** The incident into which an alert was gathered, if it was. */
export function formerOf(place: PlacementRow | null): { former?: Gathering } {
  if (!place?.incident || !REASONS.includes(place.because)) return {}
  return { former: { because: place.because as GatherReason, incident: place.incident } }
}

/** What the store found is a hint: whether an incident still takes alerts is looked at once it is locked. */
export async function gatherGroups(
  unit: UnitOfWork,
  groups: ReadonlyMap<string, Group>,
  found: ReadonlyMap<string, GroupIncident>,
): Promise<Map<string, Gathering>> {
  const { settings } = unit.directory
  const openings = [...groups].flatMap(([groupKey, { source, alerts, former }]) => {
    if (calcJoin(found.get(groupKey), source, settings, unit.at).kind !== 'open') return []
    const service = alerts[0]?.service
    return [{ groupKey, source, former, ...(service && { service }) }]
  })
  const stormy = new Map(openings.flatMap(({ source }) => (source.quiet?.storm ? [[source.id, source] as const] : [])))
  const isNeeding = hasDependencies(unit.directory)
  if (openings.length === 0 || (!isNeeding && stormy.size === 0)) return new Map()
  const open = await unit.tx.findOpenIncidents({
    services: isNeeding ? servicesAround(unit, openings) : [],
    sources: [...stormy.keys()],
  })
  const opened = await unit.tx.countOpened(
    [...stormy.values()].map(({ id, quiet }) => ({
      source: id,
      since: (unit.at - (quiet?.storm?.withinMs ?? 0)) as Instant,
    })),
  )
  const openIds = new Set(open.map(({ id }) => id))
  const back = openings.flatMap(({ groupKey, former }) =>
    former && 'incident' in former && openIds.has(former.incident) ? [[groupKey, former] as const] : [],
  )
  const isBack = new Set(back.map(([groupKey]) => groupKey))
  const rest = openings.filter(({ groupKey }) => !isBack.has(groupKey))
  const planned = planGathering({ openings: rest, open, opened, directory: unit.directory, at: unit.at })
  return new Map([...back, ...planned])
}

function servicesAround({ directory }: UnitOfWork, openings: readonly Opening[]) {
  const services = new Set(openings.flatMap(({ service }) => service ?? []))
  return [...new Set([...services].flatMap((id) => [id, ...calcNeeds(id, directory.services)]))]
}

/** The incidents that have to be locked with those of the groups. */
export function incidentsOf(gathering: ReadonlyMap<string, Gathering>): IncidentId[] {
  return [...gathering.values()].flatMap((each) => ('incident' in each ? [each.incident] : []))
}

type Waiting = [groupKey: string, join: Extract<Join, { kind: 'open' }>]

export interface Gatherer {
  groups: ReadonlyMap<string, Group>
  gathering: ReadonlyMap<string, Gathering>
  joined: Map<string, { incident: IncidentId; because: Reason }>
  actor: Actor
}

/** Attaches what is gathered; what cannot be after all is given back, and opens an incident of its own. */
export function joinGathered(unit: UnitOfWork, waiting: readonly Waiting[], gatherer: Gatherer): Waiting[] {
  const { groups, gathering, joined, actor } = gatherer
  return waiting.filter(([groupKey]) => {
    const plan = present(gathering.get(groupKey), 'a plan')
    const incident = 'incident' in plan ? plan.incident : joined.get(plan.group)?.incident
    if (!incident || !isTaking(unit, incident)) return true
    const { because } = plan
    const { alerts } = present(groups.get(groupKey), 'group')
    if ('rejected' in unit.run(incident, { type: 'AttachAlerts', alerts, because }, actor)) return true
    joined.set(groupKey, { incident, because })
    return false
  })
}

function isTaking(unit: UnitOfWork, incident: IncidentId): boolean {
  const status = unit.state(incident)?.status
  return status === 'open' || status === 'acknowledged' || status === 'mitigated'
}
