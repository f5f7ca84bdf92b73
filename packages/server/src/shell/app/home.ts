/**
 * The first screen, in one answer: what the reader is needed for, what is being worked on, how the services are, and who is on
 * call. Bounded whatever the size of the installation: it is asked for again with every change of an incident.
 */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Priority } from '@tocsin/core/kernel/scales.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { type Activity, findLastSignals, listActivity } from '../../detect/last-signal.queries.ts'
import { namesOf } from '../../people/directory-names.ts'
import { calcMyShifts } from '../../people/on-call/my-shifts.ts'
import { presentOnCall } from '../../people/on-call.routes.ts'
import type { IncidentRow } from '../../record/incident.queries.ts'
import { presentAction } from '../../record/present-incident.ts'
import { presentSummary } from '../../record/present-summary.ts'
import {
  countWorking,
  countWorkingByService,
  listGravest,
  listOwned,
  listPaging,
  type ServiceCount,
} from '../../record/working-incidents.queries.ts'
import { actorOf, type Principal } from '../auth/principal.ts'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { HomeView } from './home.schema.ts'
import { incidentActions } from './incident-commands.ts'

const MINE_MAX = 20
const OPEN_MAX = 12
const SERVICES_MAX = 24
const SCHEDULES_MAX = 12

export interface HomeDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
}

export interface Reader {
  principal: Principal
  at: Instant
}

export async function readHome({ db, engine }: HomeDeps, reader: Reader): Promise<Omit<HomeView, 'first_run'>> {
  const directory = engine.directory.latest()
  const { principal, at } = reader
  const me = principal.kind === 'user' ? principal.id : undefined
  const signals = [...(await readSignals(db, directory)), ...(await listActivity(db))]
  const counts = await countWorking(db)
  const gravest = await listGravest(db, OPEN_MAX)
  const names = namesOf(directory)
  return {
    at,
    mine: me === undefined ? [] : await readMine(db, me, directory, reader),
    open: {
      counts: counts.map(({ priority, status, count }) => ({
        ...{ priority: priority as Priority, count },
        is_waiting: status === 'open',
      })),
      items: gravest.map((row) => presentSummary(row, names)),
    },
    services: presentServices(directory, await countWorkingByService(db), signals),
    on_call: presentSchedules(directory, me, at),
    my_shifts: me === undefined ? { now: [], next: null } : calcMyShifts(directory, me, at),
    last_signal_at: latest(signals.map((signal) => signal.at)),
  }
}

type Mine = HomeView['mine'][number]

async function readMine(
  db: Kysely<Schema>,
  me: UserId,
  directory: Directory,
  { principal, at }: Reader,
): Promise<Mine[]> {
  const paging = await listPaging(db, me, MINE_MAX)
  const owned = await listOwned(db, me, MINE_MAX)
  const names = namesOf(directory)
  const viewer = { principal, actor: actorOf(principal), at, directory }
  const acknowledge = incidentActions.find(({ name }) => name === 'acknowledge')
  const present = ({ state, ...row }: IncidentRow, because: Mine['because']): Mine => {
    const next = state.response.escalation?.next
    return {
      incident: presentSummary(row, names),
      because,
      acknowledge: acknowledge ? presentAction(state, acknowledge, viewer) : { allowed: false },
      next: next ? { kind: next.kind, due_at: next.dueAt } : null,
    }
  }
  const called = new Set(paging.map(({ id }) => id))
  const mine = [
    ...paging.map((row) => present(row, 'paged')),
    ...owned.filter(({ id }) => !called.has(id)).map((row) => present(row, 'owner')),
  ]
  return mine.slice(0, MINE_MAX)
}

/** What is known at once: the others count on by the second and bring the services that labels name. */
async function readSignals(db: Kysely<Schema>, { sources }: Directory): Promise<Activity[]> {
  const signals = await findLastSignals(db, [...sources.keys()])
  return [...signals].map(([source, at]) => ({ source, service: '', at }))
}

/** Those in trouble first, the gravest ahead; then the others by name. */
function presentServices(
  directory: Directory,
  counts: readonly ServiceCount[],
  signals: readonly Activity[],
): HomeView['services'] {
  const byService = new Map(counts.map((each) => [each.service, each]))
  const sources = directory.sources as ReadonlyMap<string, Source>
  const serviceOf = ({ source, service }: Activity) => sources.get(source)?.service ?? service
  const all = [...directory.services.values()]
    .filter(({ id, isActive }) => isActive || byService.has(id))
    .map(({ id, name }) => {
      const { count, worst } = byService.get(id) ?? { count: 0, worst: null }
      const ofService = signals.flatMap((signal) => (serviceOf(signal) === id ? signal.at : []))
      return {
        service: { id, name },
        open_count: count,
        worst_priority: worst as Priority | null,
        last_signal_at: latest(ofService),
      }
    })
    .sort((a, b) => compareHealth(a, b))
  return {
    total: all.length,
    troubled: all.filter(({ open_count }) => open_count > 0).length,
    items: all.slice(0, SERVICES_MAX),
  }
}

type Health = HomeView['services']['items'][number]

function compareHealth(a: Health, b: Health): number {
  const [worstA, worstB] = [a.worst_priority ?? 'P9', b.worst_priority ?? 'P9']
  if (worstA !== worstB) return worstA < worstB ? -1 : 1
  if (a.open_count !== b.open_count) return b.open_count - a.open_count
  return a.service.name < b.service.name ? -1 : 1
}

/** The schedules of the reader first: a long list is cut. */
function presentSchedules(directory: Directory, me: UserId | undefined, at: Instant): HomeView['on_call'] {
  const all = [...directory.schedules.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const isMine = ({ layers }: (typeof all)[number]) =>
    layers.some(({ turns }) => turns.some((turn) => turn.includes(me as UserId)))
  const ordered = [...all.filter(isMine), ...all.filter((schedule) => !isMine(schedule))]
  return {
    total: all.length,
    items: ordered.slice(0, SCHEDULES_MAX).map((schedule) => presentOnCall(schedule, directory, at)),
  }
}

function latest(instants: readonly Instant[]): Instant | null {
  return instants.length === 0 ? null : (Math.max(...instants) as Instant)
}
