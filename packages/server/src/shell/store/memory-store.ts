/**
 * The store in memory, for the simulator and for tests: the behaviour of the SQL one on PostgreSQL, row locks, waiting,
 * conflicts and rollback included, and nothing in it depends on anything but the order of calls and turns.
 */
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { acceptBatch, clearExpired, listFiring, lockLastBeats } from './memory/accept.ts'
import {
  claimPlacementsOf,
  finishAlertWork,
  lockDueChecks,
  lockFirstSignals,
  lockPlacements,
  nextPlacementCheck,
  readAlerts,
  recheckMutedBy,
  savePlacements,
} from './memory/alert-work.ts'
import { auditTx } from './memory/audit.ts'
import { type MemoryBundles, memoryBundles } from './memory/bundles.ts'
import {
  allocateIncidentNumbers,
  findGroupIncidents,
  findMergeTarget,
  loadIncidents,
  saveIncidents,
} from './memory/incidents.ts'
import { throughJson } from './memory/json-value.ts'
import { listAlive, writeBeat } from './memory/nodes.ts'
import { addSends, cancelSends, claimSends, endSends, freeSends, nextSendDue, releaseSends } from './memory/outbox.ts'
import { quietTx } from './memory/quiet.ts'
import { loadAlertTexts, recheckRuled } from './memory/rules.ts'
import { MemoryTransaction, type Session, type Turn } from './memory/session.ts'
import { findSilence, insertSilenceChange, listActiveSilences, saveSilence } from './memory/silences.ts'
import { createTables, type MemoryTableName, type Row, type RowTables, type Tables } from './memory/tables.ts'
import { turnTx } from './memory/turns.ts'
import { claimWakes, deleteWakes, nextWakeDue, postponeWake, saveWakes } from './memory/wakes.ts'
import type { AlertWork, Store, StoreTx, WorkRank } from './store.ts'

/** One node's way to the store. */
export interface MemoryConnection extends Store {
  /** What the sends of a burst ask of the outbox. */
  bundles: MemoryBundles
  /** What a crash does: open transactions are rolled back, and nothing of this connection happens any more. */
  sever(): void
}

export interface MemoryStore extends Store {
  /** What the sends of a burst ask of the outbox. */
  bundles: MemoryBundles
  connect(turn: Turn): MemoryConnection
  /** Replaces the configuration; its `version` tells that it did. */
  setDirectory(directory: Directory): void
  /** What is committed, as `select *` would give it. */
  contents<Name extends MemoryTableName>(table: Name): Row<Name>[]
}

function committedRows<Name extends MemoryTableName>(tables: RowTables, name: Name): Row<Name>[] {
  return tables[name].committed()
}

const atOnce: Turn = () => Promise.resolve()

export function createMemoryStore(): MemoryStore {
  const tables = createTables()
  return {
    ...connect(tables, atOnce),
    connect: (turn) => connect(tables, turn),
    setDirectory(directory) {
      tables.directory = structuredClone(directory)
    },
    contents: (name) => throughJson(committedRows(tables, name)),
  }
}

function connect(tables: Tables, turn: Turn): MemoryConnection {
  const open = new Set<MemoryTransaction>()
  let isSevered = false

  const within = async <T>(work: (begun: MemoryTransaction) => Promise<T>): Promise<T> => {
    if (isSevered) throw new Error('the connection was lost')
    const begun = new MemoryTransaction(tables, turn)
    open.add(begun)
    try {
      return await work(begun)
    } finally {
      begun.rollback()
      open.delete(begun)
    }
  }
  const alone = <T>(label: string, body: (session: Session) => Promise<T> | T): Promise<T> =>
    within(async (begun) => {
      const result = await begun.statement(label, body)
      await begun.commitAtOnce()
      return result
    })

  return {
    bundles: memoryBundles(alone),
    accept: (batch) => alone('accept', (session) => acceptBatch(session, batch)),
    transaction: (work) =>
      within(async (begun) => {
        const result = await work(createTx(begun))
        await begun.commit()
        return result
      }),
    loadDirectory: () => alone('loadDirectory', readDirectory),
    nextWakeDue: () => alone('nextWakeDue', nextWakeDue),
    nextPlacementCheck: () => alone('nextPlacementCheck', nextPlacementCheck),
    claimSends: (claim) => alone('claimSends', (session) => claimSends(session, claim)),
    releaseSends: (release) => alone('releaseSends', (session) => releaseSends(session, release)),
    nextSendDue: (sendClass, fullChannels) =>
      alone('nextSendDue', (session) => nextSendDue(session, sendClass, fullChannels)),
    async beatNode(node, deadBefore) {
      await alone('beatNode', (session) => writeBeat(session, node))
      const freed = await alone('beatNode', (session) => {
        const names = new Set(listAlive(session, deadBefore).map((each) => each.name))
        return freeSends(session, names, node.seenAt)
      })
      return { nodes: await alone('beatNode', (session) => listAlive(session, deadBefore)), freed }
    },
    sever() {
      isSevered = true
      for (const transaction of open) transaction.rollback()
      open.clear()
    },
  }
}

function readDirectory({ tables }: Session): Directory {
  return structuredClone(present(tables.directory, 'the directory'))
}

function createTx(begun: MemoryTransaction): StoreTx {
  const run = begun.statement.bind(begun)
  return {
    ...quietTx(begun),
    ...turnTx(begun),
    ...auditTx(begun),
    async inOrder(...statements) {
      for (const statement of statements) await statement()
    },
    recheckRuled: (due) => run('recheckRuled', (session) => recheckRuled(session, due)),
    loadAlertTexts: (ids) => run('loadAlertTexts', (session) => loadAlertTexts(session, ids)),
    accept: (batch) => run('accept', (session) => acceptBatch(session, batch)),
    allocateIncidentNumbers: (year, count) =>
      run('allocateIncidentNumbers', (session) => allocateIncidentNumbers(session, year, count)),
    directoryVersion: () => run('directoryVersion', ({ tables }) => present(tables.directory, 'the directory').version),
    loadDirectory: () => run('loadDirectory', readDirectory),
    claimAlertWork: (rank, limit) => claimAlertWork(begun, rank, limit),
    claimPlacementChecks: async (now, limit) => {
      const mine = await run('claimPlacementChecks', (session) => lockDueChecks(session, now, limit))
      return mine.length === 0 ? [] : run('claimPlacementChecks', (session) => readAlerts(session, mine))
    },
    claimPlacementsOf: (incident) => run('claimPlacementsOf', (session) => claimPlacementsOf(session, incident)),
    recheckMutedBy: (silence, due) => run('recheckMutedBy', (session) => recheckMutedBy(session, silence, due)),
    finishAlertWork: (done) => run('finishAlertWork', (session) => finishAlertWork(session, done)),
    savePlacements: (rows) => run('savePlacements', (session) => savePlacements(session, rows)),
    listActiveSilences: (at) => run('listActiveSilences', (session) => listActiveSilences(session, at)),
    findSilence: (id) => run('findSilence', (session) => findSilence(session, id)),
    saveSilence: (row) => run('saveSilence', (session) => saveSilence(session, row)),
    insertSilenceChange: (change) => run('insertSilenceChange', (session) => insertSilenceChange(session, change)),
    findGroupIncidents: (keys) => run('findGroupIncidents', (session) => findGroupIncidents(session, keys)),
    findMergeTarget: (incident) => run('findMergeTarget', (session) => findMergeTarget(session, incident)),
    loadIncidents: (ids) => run('loadIncidents', (session) => loadIncidents(session, ids)),
    saveIncidents: (saves) => run('saveIncidents', (session) => saveIncidents(session, saves)),
    saveWakes: (rows) => run('saveWakes', (session) => saveWakes(session, rows)),
    deleteWakes: (keys) => run('deleteWakes', (session) => deleteWakes(session, keys)),
    claimWakes: (now, limit) => run('claimWakes', (session) => claimWakes(session, now, limit)),
    postponeWake: (key, due, error) => run('postponeWake', (session) => postponeWake(session, key, due, error)),
    addSends: (rows) => run('addSends', (session) => addSends(session, rows)),
    cancelSends: (keys, at) => run('cancelSends', (session) => cancelSends(session, keys, at)),
    endSends: (endings, at) => run('endSends', (session) => endSends(session, endings, at)),
    expireAlerts: async (ids, now) => {
      await run('expireAlerts', (session) => clearExpired(session, ids, now))
      return run('expireAlerts', (session) => listFiring(session, ids))
    },
    lockLastBeats: (sources) => run('lockLastBeats', (session) => lockLastBeats(session, sources)),
  }
}

/** Three statements, as in SQL: what commits between them is seen by the later ones only. */
async function claimAlertWork(begun: MemoryTransaction, rank: WorkRank, limit: number): Promise<AlertWork[]> {
  const mine = await begun.statement('claimAlertWork', (session) => lockFirstSignals(session, rank, limit))
  if (mine.length === 0) return []
  const ids = mine.map(({ alert }) => alert)
  await begun.statement('claimAlertWork', (session) => lockPlacements(session, ids))
  const alerts = await begun.statement('claimAlertWork', (session) => readAlerts(session, ids))
  return alerts.flatMap((alert) =>
    mine.filter((each) => each.alert === alert.alert).map(({ alert: _, ...signal }) => ({ ...alert, signal })),
  )
}
