/** What the portal offers: whether it is open and for whom, the services that may be reported, and what is known of them. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId, Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { isWorking, STATUSES, type Status } from '@tocsin/core/kernel/scales.ts'
import type { Directory, PortalSettings, Service } from '@tocsin/core/people/directory.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/** Nobody may report anything, and nothing may frame it, until an admin says so. */
export const PORTAL_CLOSED: PortalSettings = { mode: 'off', services: [], frameAncestors: [], needsTriage: true }

export function portalOf({ settings }: Directory): PortalSettings {
  return {
    mode: settings.portalMode ?? PORTAL_CLOSED.mode,
    services: settings.portalServices ?? PORTAL_CLOSED.services,
    frameAncestors: settings.portalFrameAncestors ?? PORTAL_CLOSED.frameAncestors,
    needsTriage: settings.portalNeedsTriage ?? PORTAL_CLOSED.needsTriage,
  }
}

/** The services that are marked as reportable, by name; those that are gone are left out. */
export function reportableServices(directory: Directory): Service[] {
  const services = portalOf(directory).services.flatMap((id) => directory.services.get(id as ServiceId) ?? [])
  return services.filter(({ isActive }) => isActive).sort((a, b) => a.name.localeCompare(b.name))
}

/** What strangers are told of an incident that others have: never its title, which is for those who work on it. */
export interface KnownIncident {
  id: IncidentId
  status: Status
  services: { id: ServiceId; name: string }[]
  since: Instant
  reports: number
}

const KNOWN_MAX = 5

/** Open incidents of reportable services, of one of them when it is named, newest first. */
export async function listKnownIncidents(
  db: Kysely<Schema>,
  directory: Directory,
  service: string | undefined,
): Promise<KnownIncident[]> {
  const names = new Map<string, string>(reportableServices(directory).map(({ id, name }) => [id, name]))
  const wanted = service === undefined ? [...names.keys()] : names.has(service) ? [service] : []
  if (wanted.length === 0) return []
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'status', 'services', 'detected_at', 'state'])
    .where('status', 'in', STATUSES.filter(isWorking))
    .where('is_test', '=', false)
    .where(sql<boolean>`services && ${wanted}::text[]`)
    .orderBy('detected_at', 'desc')
    .limit(KNOWN_MAX)
    .execute()
  return rows.map((row) => ({
    id: row.id as IncidentId,
    status: row.status as Status,
    services: row.services.flatMap((id) => {
      const name = names.get(id)
      return name === undefined ? [] : [{ id: id as ServiceId, name }]
    }),
    since: row.detected_at as unknown as Instant,
    reports: Object.keys((row.state as IncidentState).reports ?? {}).length,
  }))
}

/** Those of services that somebody seems to write about: its name stands in the text, or a word of its name does. */
export function aboutText(known: readonly KnownIncident[], text: string): KnownIncident[] {
  const written = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  const isMeant = (name: string) =>
    text.toLowerCase().includes(name.toLowerCase()) ||
    name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .some((word) => word.length >= WORD_CHARS_MIN && written.has(word))
  return known.filter(({ services }) => services.some(({ name }) => isMeant(name)))
}

const WORD_CHARS_MIN = 4

/** Whether strangers may join it: it is open, no test, and of a reportable service. */
export function isJoinable({ status, record }: IncidentState, directory: Directory): boolean {
  const reportable = new Set<string>(reportableServices(directory).map(({ id }) => id))
  return isWorking(status) && record.testOf === undefined && record.services.some((id) => reportable.has(id))
}

/** The incident where it goes on now: of one that was merged the one that took it. */
export async function findCurrent(db: Kysely<Schema>, id: IncidentId): Promise<IncidentState | undefined> {
  let next: string | undefined = id
  for (let hops = 0; next !== undefined && hops < MERGES_MAX; hops += 1) {
    const row = await db.selectFrom('incidents').select('state').where('id', '=', next).executeTakeFirst()
    if (!row) return undefined
    const state = row.state as IncidentState
    if (!state.record.merged) return state
    next = state.record.merged.into
  }
  return undefined
}

const MERGES_MAX = 50
