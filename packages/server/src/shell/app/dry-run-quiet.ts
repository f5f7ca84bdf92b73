/**
 * What would keep an alert from paging anybody at an instant: what places alerts is asked, with the silences and the planned work of
 * that instant, and with the causes that fire now. And the planned work of services, for those who ask without an alert.
 */
import { placeAlert } from '@tocsin/core/detect/placement.ts'
import { calcSymptomKeys } from '@tocsin/core/detect/quiet/inhibition.ts'
import { calcActiveMaintenance, findMaintenance, findOccurrence } from '@tocsin/core/detect/quiet/maintenance.ts'
import type { RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { listHeard } from '../../detect/quiet/held-places.ts'
import { rulesOf } from '../../detect/rules/ruling.ts'
import type { Schema } from '../database/schema.ts'
import { boundKey } from '../store/mute-keys.ts'
import { listActiveSilences } from '../store/sql/silence.queries.ts'
import type { Store } from '../store/store.ts'
import type { DryRunView } from './dry-run.schema.ts'

export type Muted = NonNullable<DryRunView['muted']>
export type Routed = Extract<ReturnType<typeof placeAlert>, { kind: 'group' }>

export interface QuietQuestion {
  db: Kysely<Schema>
  store: Store
  directory: Directory
  at: Instant
}

/** An alert as its way would be: muted by something, or on its way, perhaps as the mildest only. */
export async function askQuiet(
  { db, store, directory, at }: QuietQuestion,
  signal: RuledSignal,
  source: Source,
): Promise<{ muted: Muted } | { routed: Routed; isLowered: boolean }> {
  const silences = await listActiveSilences(db, at)
  const placed = placeAlert({ signal, source, directory, rules: rulesOf(directory).rules, silences, at })
  if (placed.kind === 'muted') return { muted: await presentMute(db, placed, directory) }
  const labels = placed.labels ?? signal.labels
  const target = { source: source.id, labels, ...(placed.service && { service: placed.service }) }
  const maintenance = findMaintenance(calcActiveMaintenance(directory, at), target)
  if (maintenance?.window.mode === 'mute') {
    const { id, name } = maintenance.window
    return { muted: { because: 'in_maintenance', reason: name, by: { id, name }, until: maintenance.endsAt } }
  }
  const keys = calcSymptomKeys(labels, directory.inhibitions)
  const firing = keys.length > 0 && (await findFiring(store, keys, directory))
  if (firing) return { muted: { because: 'inhibited', reason: firing.name, by: firing, until: null } }
  return { routed: placed, isLowered: maintenance !== undefined }
}

async function findFiring(
  store: Store,
  keys: ReturnType<typeof calcSymptomKeys>,
  directory: Directory,
): Promise<{ id: string; name: string } | undefined> {
  const bound = keys.map(({ key, rule }) => ({ key: boundKey(key), rule }))
  const asked = bound.map(({ key }) => key)
  const firing = await store.transaction((tx) => tx.findFiringCauses(asked, listHeard(directory)))
  const rule = bound.find(({ key }) => firing.has(key))?.rule
  return rule && { id: rule.id, name: rule.name }
}

async function presentMute(
  db: Kysely<Schema>,
  { because, silence, rule, until }: Extract<ReturnType<typeof placeAlert>, { kind: 'muted' }>,
  { eventRules }: Directory,
): Promise<Muted> {
  const common = { because, until: until ?? null }
  if (silence !== undefined) {
    const row = await db.selectFrom('silences').select('comment').where('id', '=', silence).executeTakeFirst()
    const comment = row?.comment ?? ''
    return { ...common, reason: comment, by: { id: silence, name: comment } }
  }
  const ruled = eventRules.find(({ id }) => id === rule)
  if (!ruled) return { ...common, reason: '', by: null }
  const reason = ruled.actions.suppress ?? ruled.actions.recordOnly ?? ruled.name
  return { ...common, reason, by: { id: ruled.id, name: ruled.name } }
}

const SERVICES_MAX = 50

/** Planned work on services, by which their alerts would page nobody, or less loudly; what somebody declares pages all the same. */
export function listPlannedWork(
  directory: Directory,
  services: readonly ServiceId[],
  at: Instant,
): DryRunView['maintenance'] {
  const windows = (directory.maintenance ?? []).flatMap((window) => {
    const occurrence = findOccurrence(window, at)
    return occurrence ? [{ window, until: occurrence.endsAt }] : []
  })
  return services.slice(0, SERVICES_MAX).flatMap((id) => {
    const service = { id, name: directory.services.get(id)?.name ?? id }
    return windows
      .filter(({ window }) => window.services.includes(id) || window.services.length + window.sources.length === 0)
      .map(({ window, until }) => ({
        ...{ service, window: { id: window.id, name: window.name }, mode: window.mode, until },
        is_partial: window.matchers.length > 0,
      }))
  })
}
