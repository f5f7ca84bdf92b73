/**
 * What somebody looks for by a few letters, of every kind that they may see: a handful of each, the nearest first. Configuration is found
 * in memory, incidents and alerts in the database.
 */

import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { can, type Permission } from '@tocsin/core/people/permissions.ts'
import type { Kysely } from 'kysely'
import { listAlerts } from '../../detect/alert.queries.ts'
import { listIncidents } from '../../record/incident-list.queries.ts'
import { readListRequest } from '../../record/list-request.ts'
import type { Principal } from '../auth/principal.ts'
import type { Schema } from '../database/schema.ts'
import type { HomeDeps } from './home.ts'

/** In the order in which they are told. */
export const FOUND_KINDS = [
  ...(['incident', 'alert', 'service', 'schedule', 'policy', 'team', 'person', 'monitor', 'source'] as const),
] as const
export type FoundKind = (typeof FOUND_KINDS)[number]

export interface Found {
  kind: FoundKind
  id: string
  name: string
  /** Of an incident its status, of an alert its state, of a person the address. */
  detail: string | null
}

export interface Searching {
  q: string
  /** Of each kind. */
  limit: number
  principal: Principal
  at: Instant
}

export async function search({ db, engine }: HomeDeps, searching: Searching): Promise<Found[]> {
  const directory = engine.directory.latest()
  const may = (permission: Permission) => can(searching.principal, permission).allowed
  const [incidents, alerts, monitors] = await Promise.all([
    may('incident.read') ? findIncidents(db, directory, searching) : [],
    may('alert.read') ? findAlerts(db, searching) : [],
    may('configuration.read') ? listMonitorNames(db) : [],
  ])
  const ofConfiguration = may('configuration.read')
    ? [
        ...namedOf('service', directory.services),
        ...namedOf('schedule', directory.schedules),
        ...namedOf('policy', directory.policies),
        ...namedOf('team', directory.teams),
        ...monitors,
        ...namedOf('source', directory.sources),
      ]
    : []
  const named = [...ofConfiguration, ...(may('user.read') ? listPeople(directory) : [])]
  const found = FOUND_KINDS.flatMap((kind) =>
    nearest(
      named.filter((each) => each.kind === kind),
      searching,
    ),
  )
  const order = (a: Found, b: Found) => FOUND_KINDS.indexOf(a.kind) - FOUND_KINDS.indexOf(b.kind)
  return [...incidents, ...alerts, ...found].sort(order)
}

async function findIncidents(db: Kysely<Schema>, directory: Directory, { q, limit, principal, at }: Searching) {
  const conditions = q
    .split(/\s+/)
    .flatMap((word) => readListRequest({ q: word }, { principal, at, directory }).conditions)
  const { items } = await listIncidents(db, conditions, { limit, by: 'recorded_at', direction: 'desc' })
  return items.map(({ id, title, status }): Found => ({ kind: 'incident', id, name: title, detail: status }))
}

/** Those that fire before the others. */
async function findAlerts(db: Kysely<Schema>, { q, limit }: Searching): Promise<Found[]> {
  const page = (rows: number) => ({ limit: rows, by: 'received_at', direction: 'desc' as const })
  const firing = await listAlerts(db, { state: 'firing', text: q, labels: [] }, page(limit))
  const room = limit - firing.items.length
  const cleared = room > 0 ? (await listAlerts(db, { state: 'resolved', text: q, labels: [] }, page(room))).items : []
  return [...firing.items, ...cleared].map(({ id, title, state }) => ({
    kind: 'alert',
    id,
    name: title,
    detail: state,
  }))
}

async function listMonitorNames(db: Kysely<Schema>): Promise<Found[]> {
  const rows = await db.selectFrom('monitors').select(['id', 'name']).execute()
  return rows.map(({ id, name }) => ({ kind: 'monitor', id, name, detail: null }))
}

function namedOf(kind: FoundKind, things: ReadonlyMap<string, { id: string; name: string }>): Found[] {
  return [...things.values()].map(({ id, name }) => ({ kind, id, name, detail: null }))
}

function listPeople({ users }: Directory): Found[] {
  const active = [...users.values()].filter(({ isActive }) => isActive)
  return active.map(({ id, name, email }) => ({ kind: 'person', id, name, detail: email }))
}

/** All words of the query stand in the name, the id or the address; first those that begin with it, then those of which a word does. */
function nearest(all: readonly Found[], { q, limit }: Searching): Found[] {
  const words = fold(q).split(/\s+/)
  const whole = words.join(' ')
  const rankOf = ({ id, name, detail }: Found): number => {
    const text = fold(`${name} ${id} ${detail ?? ''}`)
    if (!words.every((word) => text.includes(word))) return -1
    if (text.startsWith(whole) || fold(id) === whole) return 0
    return words.every((word) => ` ${text}`.includes(` ${word}`)) ? 1 : 2
  }
  return all
    .map((each) => ({ each, rank: rankOf(each) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank || (a.each.name < b.each.name ? -1 : 1))
    .slice(0, limit)
    .map(({ each }) => each)
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}
