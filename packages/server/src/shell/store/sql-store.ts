/** The store on PostgreSQL, the server or the embedded one: the same statements on both. */
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import { acceptBatch, expireAlerts, lockLastBeats, mergeOutcomes } from './sql/accept.queries.ts'
import { acceptKnowing } from './sql/accept.ts'
import {
  claimAlertWork,
  claimPlacementChecks,
  claimPlacementsOf,
  finishAlertWork,
  nextPlacementCheck,
  recheckMutedBy,
  savePlacements,
} from './sql/alert-work.queries.ts'
import { auditTx } from './sql/audit.queries.ts'
import { directoryVersion, loadDirectory } from './sql/directory.queries.ts'
import { findGroupIncidents, findMergeTarget, loadIncidents, saveIncidents } from './sql/incident.queries.ts'
import { KnownAlerts } from './sql/known-alerts.ts'
import { KnownEpisodes } from './sql/known-episodes.ts'
import { beatNode } from './sql/node.queries.ts'
import { addSends, cancelSends, claimSends, endSends, nextSendDue, releaseSends } from './sql/outbox.queries.ts'
import { quietTx } from './sql/quiet.queries.ts'
import { ruleTx } from './sql/rule.queries.ts'
import { findSilence, insertSilenceChange, listActiveSilences, saveSilence } from './sql/silence.queries.ts'
import { turnTx } from './sql/turn.queries.ts'
import { claimWakes, deleteWakes, nextWakeDue, postponeWake, saveWakes } from './sql/wake.queries.ts'
import { type Store, StoreConflict, type StoreTx } from './store.ts'

export function createSqlStore(db: Kysely<Schema>): Store {
  const known = new KnownAlerts()
  const episodes = new KnownEpisodes()
  return {
    accept: (batch) => asConflict(() => acceptKnowing(db, known, batch)),
    transaction: (work) => asConflict(() => db.transaction().execute((trx) => work(createTx(trx, episodes)))),
    loadDirectory: () => loadDirectory(db),
    nextWakeDue: () => nextWakeDue(db),
    nextPlacementCheck: () => nextPlacementCheck(db),
    claimSends: (claim) => claimSends(db, claim),
    releaseSends: (release) => releaseSends(db, release),
    nextSendDue: (sendClass, fullChannels) => nextSendDue(db, sendClass, fullChannels),
    beatNode: (node, deadBefore) => beatNode(db, node, deadBefore),
  }
}

/** The connection of each transaction under way. */
const connections = new WeakMap<StoreTx, Kysely<Schema>>()

/** The connection behind a transaction of this store, for doors that keep tables of their own beside the engine's. */
export function connectionOf(tx: StoreTx): Kysely<Schema> {
  return present(connections.get(tx), 'a transaction of the SQL store')
}

/** The engine's words for a transaction that somebody else began, e.g. a change of the configuration that also writes to people. */
export function storeTxOf(trx: Kysely<Schema>): StoreTx {
  return createTx(trx, new KnownEpisodes())
}

function createTx(trx: Kysely<Schema>, episodes: KnownEpisodes): StoreTx {
  const tx: StoreTx = {
    ...quietTx(trx),
    ...ruleTx(trx),
    ...turnTx(trx),
    ...auditTx(trx),
    inOrder: sendInOrder,
    // Not learnt from: nobody knows yet whether it will be committed.
    accept: async (batch) => mergeOutcomes(batch.signals, await acceptBatch(trx, batch)),
    allocateIncidentNumbers: (year, count) => allocateIncidentNumbers(trx, year, count),
    directoryVersion: () => directoryVersion(trx),
    loadDirectory: () => loadDirectory(trx),
    claimAlertWork: (rank, limit) => claimAlertWork(trx, rank, limit),
    claimPlacementChecks: (now, limit) => claimPlacementChecks(trx, now, limit),
    claimPlacementsOf: (incident) => claimPlacementsOf(trx, incident),
    recheckMutedBy: (silence, due) => recheckMutedBy(trx, silence, due),
    finishAlertWork: (done) => finishAlertWork(trx, done),
    savePlacements: (rows) => savePlacements(trx, rows),
    listActiveSilences: (at) => listActiveSilences(trx, at),
    findSilence: (id) => findSilence(trx, id),
    saveSilence: (row) => saveSilence(trx, row),
    insertSilenceChange: (change) => insertSilenceChange(trx, change),
    findGroupIncidents: (keys) => findGroupIncidents(trx, keys),
    findMergeTarget: (incident) => findMergeTarget(trx, incident),
    loadIncidents: (ids) => loadIncidents(trx, episodes, ids),
    saveIncidents: (saves) => saveIncidents(trx, episodes, saves),
    saveWakes: (rows) => saveWakes(trx, rows),
    deleteWakes: (keys) => deleteWakes(trx, keys),
    claimWakes: (now, limit) => claimWakes(trx, now, limit),
    postponeWake: (key, due, error) => postponeWake(trx, key, due, error),
    addSends: (rows) => addSends(trx, rows),
    cancelSends: (keys, at) => cancelSends(trx, keys, at),
    endSends: (endings, at) => endSends(trx, endings, at),
    expireAlerts: (ids, now) => expireAlerts(trx, ids, now),
    lockLastBeats: (sources) => lockLastBeats(trx, sources),
  }
  connections.set(tx, trx)
  return tx
}

/**
 * The driver sends each at once and the server works them off in turn: a page waits for the disk once, not for every answer on the way.
 * What comes after a failure fails with it, so the first one is what went wrong.
 */
async function sendInOrder(...statements: (() => Promise<unknown>)[]): Promise<void> {
  for (const end of await Promise.allSettled(statements.map((statement) => statement())))
    if (end.status === 'rejected') throw end.reason
}

/** Unique violation, serialisation failure, deadlock: somebody else was faster. */
const CONFLICT_CODES = new Set(['23505', '40001', '40P01'])

async function asConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && CONFLICT_CODES.has(String(error.code))) {
      throw new StoreConflict(error.message, { cause: error })
    }
    throw error
  }
}

async function allocateIncidentNumbers(db: Kysely<Schema>, year: number, count: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into incident_numbers as n (year, last) values (${year}, ${count})
    on conflict (year) do update set last = n.last + excluded.last returning last`.execute(db)
  return (rows[0]?.last ?? count) - count + 1
}
