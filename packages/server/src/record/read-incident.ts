/** Reads an incident, or its timeline, as the API shows them. */
import { replay } from '@tocsin/core/incident.ts'
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { namesOf } from '../people/directory-names.ts'
import type { Principal } from '../shell/auth/principal.ts'
import { actorOf } from '../shell/auth/principal.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { IncidentAction } from '../shell/engine/incident-action.ts'
import {
  findIncident,
  hasCategoryByHand,
  isLadderFact,
  listFacts,
  listFactsUntil,
  listLadderFacts,
  listPageRequests,
  ofLastRun,
} from './incident.queries.ts'
import type { FactView, IncidentDetail } from './incident.schema.ts'
import { rowOfState } from './incident-row.ts'
import { presentFact } from './present-fact.ts'
import { presentIncident } from './present-incident.ts'

export interface RecordDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  /** Everything that can be done to an incident, of every step. */
  actions: readonly IncidentAction[]
}

/** Undefined when there is none of that id. */
export async function readIncident(
  deps: RecordDeps,
  id: string,
  principal: Principal,
  at: Instant,
): Promise<IncidentDetail | undefined> {
  const row = await findIncident(deps.db, id)
  if (!row) return undefined
  const ladder = row.state.response.escalation ? await listLadderFacts(deps.db, id, row.version) : []
  const isCategoryByHand =
    row.state.times.classified !== undefined && (await hasCategoryByHand(deps.db, id, row.version))
  const directory = deps.engine.directory.latest()
  return presentIncident(row, { ladder, isCategoryByHand }, deps.actions, {
    principal,
    actor: actorOf(principal),
    at,
    directory,
  })
}

/**
 * What was known of it at an instant: the fold of the facts up to then, those of that very instant included. Undefined when it
 * was not recorded yet. Nothing can be done to the past.
 */
export async function readIncidentAt(
  deps: RecordDeps,
  id: string,
  principal: Principal,
  at: Instant,
): Promise<IncidentDetail | undefined> {
  const facts = await listFactsUntil(deps.db, id, at)
  const state = replay(facts)
  const last = facts.at(-1)
  if (!state || !last) return undefined
  const ladder = ofLastRun(facts.toReversed().filter(isLadderFact))
  const directory = deps.engine.directory.latest()
  const viewer = { principal, actor: actorOf(principal), at, directory }
  const isCategoryByHand = facts.some(({ type, because }) => type === 'CategorySet' && because === 'set_by_hand')
  const shown = presentIncident(rowOfState(state, last.at), { ladder, isCategoryByHand }, [], viewer)
  return { ...shown, actions: Object.fromEntries(deps.actions.map(({ name }) => [name, IN_THE_PAST])) }
}

const IN_THE_PAST = { allowed: false, because: 'in_the_past' }

/** The facts of versions beyond `after`, oldest first, one more than asked for when there are more. */
export async function readFacts(
  deps: Pick<RecordDeps, 'db' | 'engine'>,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ items: FactView[]; next: string | null }> {
  const facts = await listFacts(deps.db, id, after, limit + 1)
  const shown = facts.slice(0, limit)
  const pages = shown.flatMap((fact) =>
    fact.type === 'PageAttempted' || fact.type === 'PageDelivered' ? [fact.page] : [],
  )
  const requests = await listPageRequests(deps.db, id, pages)
  const byPage = new Map(requests.map(({ page, user, target }) => [page, { user, target }]))
  const context = { names: namesOf(deps.engine.directory.latest()), page: (page: PageId) => byPage.get(page) }
  const last = shown.at(-1)
  return {
    items: shown.map((fact) => presentFact(fact, context)),
    next: facts.length > limit && last ? String(last.version) : null,
  }
}
