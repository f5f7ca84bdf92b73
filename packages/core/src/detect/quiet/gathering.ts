/**
 * Gathering: a group of alerts that would open an incident joins one of another group instead. Two reasons gather. Symptoms join the
 * incident of what their service needs; and in a storm of a source the further groups of a service join the incident that the service
 * has, so that the first page of every service still goes out. Whatever is gathered says by which reason.
 */
import type { DurationMs, IncidentId, Instant, ServiceId, SourceId } from '../../kernel/brand.ts'
import { MINUTE } from '../../kernel/instant.ts'
import { LIMITS } from '../../kernel/limits.ts'
import type { Directory, Service, Source } from '../../people/directory.ts'

/** How far apart a symptom and its cause may begin, unless the source says otherwise. */
export const DEPENDENCY_WINDOW_MS = (10 * MINUTE) as DurationMs

/** An incident that somebody has to work on and that takes further alerts. */
export interface OpenIncident {
  id: IncidentId
  status: 'open' | 'acknowledged' | 'mitigated'
  services: ServiceId[]
  source?: SourceId
  recordedAt: Instant
}

/** A group of alerts without an incident. */
export interface Opening {
  groupKey: string
  source: Source
  service?: ServiceId
}

export type GatherReason = 'gathered_by_dependency' | 'gathered_in_storm'

/** `group`: that one opens an incident in the same breath. */
export type Gathering = { because: GatherReason } & ({ incident: IncidentId } | { group: string })

export interface GatherInput {
  /** Oldest first. */
  openings: readonly Opening[]
  /** Of the services of the openings and of what these need, and of sources in a storm; oldest first, tests left out. */
  open: readonly OpenIncident[]
  /** How many incidents each source with storm control opened within its span. */
  opened: ReadonlyMap<SourceId, number>
  directory: Pick<Directory, 'services'>
  at: Instant
}

/** The openings that are gathered, by group; all others open incidents of their own. */
export function planGathering(input: GatherInput): Map<string, Gathering> {
  const bySymptom = gatherSymptoms(input)
  const rest = input.openings.filter(({ groupKey }) => !bySymptom.has(groupKey))
  return new Map([...bySymptom, ...gatherStorms(rest, input)])
}

export function dependencyWindowOf(source: Source): DurationMs {
  return source.quiet?.dependencyWindowMs ?? DEPENDENCY_WINDOW_MS
}

/** What a service needs, nearest first and each once: a circle is walked once, and no further than people can follow. */
export function calcNeeds(service: ServiceId, services: ReadonlyMap<ServiceId, Service>): ServiceId[] {
  return walk(service, (id) => services.get(id)?.dependsOn ?? [])
}

/** What needs a service, nearest first. */
export function calcDependants(service: ServiceId, services: ReadonlyMap<ServiceId, Service>): ServiceId[] {
  const needing = new Map<ServiceId, ServiceId[]>()
  for (const { id, dependsOn = [] } of services.values())
    for (const need of dependsOn) needing.set(need, [...(needing.get(need) ?? []), id])
  return walk(service, (id) => needing.get(id) ?? [])
}

function walk(from: ServiceId, next: (id: ServiceId) => readonly ServiceId[]): ServiceId[] {
  const seen = new Set([from])
  let border: ServiceId[] = [from]
  for (let depth = 0; depth < LIMITS.dependencyDepthMax && border.length > 0; depth += 1) {
    const found = border.flatMap(next).filter((id) => !seen.has(id))
    border = [...new Set(found)]
    for (const id of border) seen.add(id)
  }
  seen.delete(from)
  return [...seen]
}

function gatherSymptoms({ openings, open, directory: { services }, at }: GatherInput): Map<string, Gathering> {
  const gathered = new Map<string, Gathering>()
  const needsOf = new Map<ServiceId, ServiceId[]>()
  const needs = (service: ServiceId): ServiceId[] => {
    const known = needsOf.get(service) ?? calcNeeds(service, services)
    needsOf.set(service, known)
    return known
  }
  const openOf = firstByService(open)
  const openingOf = new Map<ServiceId, Opening>()
  for (const opening of openings)
    if (opening.service && !openingOf.has(opening.service)) openingOf.set(opening.service, opening)
  const decided = new Map<string, Gathering | undefined>()

  const causeOf = (opening: Opening, under: ReadonlySet<string>): Gathering | undefined => {
    const { service, source, groupKey } = opening
    const windowMs = dependencyWindowOf(source)
    if (!service || windowMs === 0) return undefined
    const because = 'gathered_by_dependency'
    for (const need of needs(service)) {
      const incident = openOf.get(need)?.find(({ recordedAt }) => at - recordedAt < windowMs)
      if (incident) return { because, incident: incident.id }
      const other = openingOf.get(need)
      if (!other || under.has(other.groupKey)) continue
      return decide(other, new Set([...under, groupKey])) ?? { because, group: other.groupKey }
    }
    return undefined
  }
  const decide = (opening: Opening, under: ReadonlySet<string>): Gathering | undefined => {
    if (decided.has(opening.groupKey)) return decided.get(opening.groupKey)
    const cause = causeOf(opening, new Set([...under, opening.groupKey]))
    const isPaging = opening.service && services.get(opening.service)?.whenDependencyFails === 'page'
    const found = cause && isPaging ? firstOfService(opening, { openOf, openingOf, at }) : cause
    decided.set(opening.groupKey, found)
    return found
  }
  for (const opening of openings) {
    const found = decide(opening, new Set())
    if (found) gathered.set(opening.groupKey, found)
  }
  return gathered
}

/** Where the first symptom of a service pages, the others join that one. */
function firstOfService(
  { service, source, groupKey }: Opening,
  {
    openOf,
    openingOf,
    at,
  }: { openOf: ReadonlyMap<ServiceId, OpenIncident[]>; openingOf: ReadonlyMap<ServiceId, Opening>; at: Instant },
): Gathering | undefined {
  if (!service) return undefined
  const because = 'gathered_by_dependency'
  // An older one is about something else, and may have been taken long ago: nobody would be paged.
  const incident = openOf.get(service)?.find(({ recordedAt }) => at - recordedAt < dependencyWindowOf(source))
  if (incident) return { because, incident: incident.id }
  const first = openingOf.get(service)
  return first && first.groupKey !== groupKey ? { because, group: first.groupKey } : undefined
}

function gatherStorms(openings: readonly Opening[], { open, opened }: GatherInput): Map<string, Gathering> {
  const gathered = new Map<string, Gathering>()
  const counts = new Map(opened)
  const openOf = new Map<string, IncidentId>()
  for (const { id, source, services } of open)
    for (const service of services.length > 0 ? services : ['']) openOf.set(stormKey(source, service), id)
  const openingOf = new Map<string, string>()
  const because = 'gathered_in_storm'
  for (const { groupKey, source, service } of openings) {
    const limit = source.quiet?.storm?.incidents
    if (limit === undefined) continue
    const key = stormKey(source.id, service ?? '')
    const count = counts.get(source.id) ?? 0
    const [incident, group] = [openOf.get(key), openingOf.get(key)]
    if (count >= limit && incident) gathered.set(groupKey, { because, incident })
    else if (count >= limit && group !== undefined) gathered.set(groupKey, { because, group })
    else {
      counts.set(source.id, count + 1)
      openingOf.set(key, groupKey)
    }
  }
  return gathered
}

function stormKey(source: SourceId | undefined, service: string): string {
  return `${source ?? ''}\n${service}`
}

function firstByService(open: readonly OpenIncident[]): Map<ServiceId, OpenIncident[]> {
  const byService = new Map<ServiceId, OpenIncident[]>()
  for (const incident of open)
    for (const service of incident.services) {
      const known = byService.get(service)
      if (known) known.push(incident)
      else byService.set(service, [incident])
    }
  return byService
}

export interface FoldInput {
  cause: OpenIncident
  /** Working incidents of services that need those of the cause, oldest first. */
  candidates: readonly OpenIncident[]
  directory: Pick<Directory, 'services' | 'sources'>
}

/**
 * The incidents that turn out to be symptoms of one that opened after them. Only what nobody has taken is folded: whoever works on
 * an incident keeps it. All of its services have to need the cause, and a service whose first symptom pages keeps its own.
 */
export function listFoldable({ cause, candidates, directory }: FoldInput): OpenIncident[] {
  const { services, sources } = directory
  const dependants = new Set(cause.services.flatMap((service) => calcDependants(service, services)))
  return candidates.filter(({ id, status, services: affected, source, recordedAt }) => {
    const from = source && sources.get(source)
    if (id === cause.id || status !== 'open' || !from || affected.length === 0) return false
    const isNear = recordedAt <= cause.recordedAt && cause.recordedAt - recordedAt < dependencyWindowOf(from)
    return (
      isNear &&
      affected.every((each) => dependants.has(each) && services.get(each)?.whenDependencyFails !== 'page') &&
      !affected.some((each) => cause.services.includes(each))
    )
  })
}
