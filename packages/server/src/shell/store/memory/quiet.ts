import type { OpenIncident } from '@tocsin/core/detect/quiet/gathering.ts'
import type { AlertId, Instant, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { QuietTx } from '../quiet-tx.ts'
import { openIncidentOf } from '../sql/quiet.queries.ts'
import { compareText } from './json-value.ts'
import { lockRow, type MemoryTransaction, type Session } from './session.ts'
import type { Row } from './tables.ts'

export function quietTx(begun: MemoryTransaction): QuietTx {
  const run = begun.statement.bind(begun)
  return {
    recheckMuted: (mutedBy, due) =>
      run('recheckMuted', (session) =>
        recheck(
          session,
          due,
          ({ alert_id, muted_by }) => muted_by !== null && mutedBy.includes(muted_by) && isFiring(session, alert_id),
        ),
      ),
    findFiringCauses: (keys, sources) => run('findFiringCauses', (session) => findFiringCauses(session, keys, sources)),
    keepInhibitions: (fingerprint, due) =>
      run('keepInhibitions', (session) => keepInhibitions(session, fingerprint, due)),
    countFired: (asked) => run('countFired', (session) => countFired(session, asked)),
    countChanges: (asked) => run('countChanges', (session) => countChanges(session, asked)),
    findOpenIncidents: (of) => run('findOpenIncidents', (session) => findOpenIncidents(session, of)),
    countOpened: (asked) => run('countOpened', (session) => countOpened(session, asked)),
  }
}

type Placement = Row<'placements'>

/** As the database does it: found by what was committed, locked one after the other, and looked at again under the lock. */
async function recheck(session: Session, due: Instant, isMeant: (row: Placement) => boolean): Promise<void> {
  const { tables, owner } = session
  const found = tables.placements.select(owner, isMeant).sort((a, b) => compareText(a.alert_id, b.alert_id))
  for (const { alert_id: alert } of found) {
    await lockRow(session, tables.placements, alert)
    const row = tables.placements.get(owner, alert)
    if (row && isMeant(row)) tables.placements.put(owner, alert, { ...row, check_at: due })
  }
}

function isFiring({ tables, owner }: Session, alert: string): boolean {
  return tables.alerts.get(owner, tables.identityOfAlert.get(alert) ?? '')?.state === 'firing'
}

function findFiringCauses(session: Session, keys: readonly string[], sources: readonly SourceId[]): Set<string> {
  const wanted = new Set(keys)
  const rows = session.tables.placements.select(session.owner, ({ causes }) => causes !== null)
  const { tables, owner } = session
  const sourceOf = (alert: string) => tables.alerts.get(owner, tables.identityOfAlert.get(alert) ?? '')?.source_id
  const isOfThese = (alert: string) => (sources as readonly (string | undefined)[]).includes(sourceOf(alert))
  const firing = rows.filter(({ alert_id }) => isFiring(session, alert_id) && isOfThese(alert_id))
  return new Set(firing.flatMap(({ causes }) => (causes ?? []).filter((key) => wanted.has(key))))
}

async function keepInhibitions(session: Session, fingerprint: string, due: Instant): Promise<boolean> {
  const { tables, owner } = session
  if ((tables.inhibition_state.get(owner, 'true')?.fingerprint ?? '') === fingerprint) return false
  await lockRow(session, tables.inhibition_state, 'true')
  if ((tables.inhibition_state.get(owner, 'true')?.fingerprint ?? '') === fingerprint) return false
  tables.inhibition_state.put(owner, 'true', { only: true, fingerprint })
  await recheck(session, due, ({ alert_id }) => isFiring(session, alert_id))
  return true
}

function countFired(
  { tables, owner }: Session,
  asked: readonly { mutedBy: string; since: Instant }[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { mutedBy, since } of asked) {
    const placed = tables.placements.select(owner, (row) => row.muted_by === mutedBy && row.placed_at > since)
    const held = new Set(placed.map((row) => row.alert_id))
    const fired = tables.signals.select(
      owner,
      ({ alert_id, kind, at }) => kind === 'fired' && at > since && held.has(alert_id),
    )
    if (fired.length > 0) counts.set(mutedBy, fired.length)
  }
  return counts
}

function countChanges(
  { tables, owner }: Session,
  asked: readonly { alert: AlertId; since: Instant }[],
): Map<AlertId, number> {
  const counts = new Map<AlertId, number>()
  for (const { alert, since } of asked) {
    const changes = tables.signals.select(
      owner,
      (row) => row.alert_id === alert && (row.kind === 'fired' || row.kind === 'cleared') && row.at > since,
    )
    if (changes.length > 0) counts.set(alert, changes.length)
  }
  return counts
}

const OPEN: readonly string[] = ['open', 'acknowledged', 'mitigated'] satisfies OpenIncident['status'][]

function findOpenIncidents(
  { tables, owner }: Session,
  { services, sources }: { services: readonly ServiceId[]; sources: readonly SourceId[] },
): OpenIncident[] {
  const [wanted, from] = [new Set<string>(services), new Set<string>(sources)]
  const rows = tables.incidents.select(
    owner,
    (row) =>
      OPEN.includes(row.status) &&
      !row.is_test &&
      (row.services.some((service) => wanted.has(service)) || (row.source_id !== null && from.has(row.source_id))),
  )
  rows.sort((a, b) => a.recorded_at - b.recorded_at || a.id.length - b.id.length || compareText(a.id, b.id))
  return rows.map((row) => openIncidentOf(structuredClone(row)))
}

function countOpened(
  { tables, owner }: Session,
  asked: readonly { source: SourceId; since: Instant }[],
): Map<SourceId, number> {
  const counts = new Map<SourceId, number>()
  for (const { source, since } of asked) {
    const { length } = tables.incidents.select(owner, (row) => row.source_id === source && row.recorded_at > since)
    if (length > 0) counts.set(source, length)
  }
  return counts
}
