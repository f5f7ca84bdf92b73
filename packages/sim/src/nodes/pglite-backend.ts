/**
 * The embedded engine behind the simulation. It has one session, so whoever wants it queues in simulated time; its real work
 * lets simulated time stand still. A node that dies gives the session back with its transaction undone.
 */

import { findRecentPages, lead, markBundled, takeAlong } from '@tocsin/server/respond/gather/bundle.queries.ts'
import { migrate } from '@tocsin/server/shell/database/migrate.ts'
import { type Database, openDatabase } from '@tocsin/server/shell/database/open-database.ts'
import { prepareMemoryTemplate } from '@tocsin/server/shell/database/template.ts'
import { rememberCleanState } from '@tocsin/server/shell/database/testing/clean-state.ts'
import { createSqlStore } from '@tocsin/server/shell/store/sql-store.ts'
import type { Store, StoreTx } from '@tocsin/server/shell/store/store.ts'
import { readTable } from '@tocsin/server/shell/store/testing/read-table.ts'
import { writeDirectory } from '@tocsin/server/shell/store/testing/write-directory.ts'
import { EPOCH, type World } from '../world/world.ts'
import {
  type Backend,
  type BundleRows,
  type OnCommit,
  type Pending,
  type ReadTable,
  readContents,
  withNotes,
} from './backend.ts'
import type { Life } from './node-life.ts'

/** A database that many simulations use one after the other. */
export interface PgliteStage {
  createBackend(world: World, onCommit: OnCommit): Promise<Backend>
  close(): Promise<void>
}

export async function openPgliteStage(): Promise<PgliteStage> {
  const database = await openDatabase({
    inMemory: true,
    template: () => prepareMemoryTemplate({ appliedAt: EPOCH }),
    onFatal(error) {
      throw error
    },
  })
  await migrate(database.pool, { appliedAt: EPOCH })
  const cleanState = await rememberCleanState(database.pool)
  return {
    async createBackend(world, onCommit) {
      await cleanState.restore()
      return createPgliteBackend(database, world, onCommit)
    },
    close: () => database.close(),
  }
}

function createPgliteBackend(database: Database, world: World, onCommit: OnCommit): Backend {
  const store = createSqlStore(database.kysely)
  const session = new Session(world)
  const rows: ReadTable = (table) => readTable(database.pool, table)
  return {
    connect(life) {
      const connection = new PgliteConnection({ store, session, world, life, onCommit })
      return {
        store: connection.port(),
        bundles: connection.bundles(database.kysely),
        sever: () => session.sever(life),
      }
    },
    setDirectory: (directory) => session.alone(() => writeDirectory(database.kysely, directory)),
    contents: () => session.alone(() => readContents(rows)),
    close: () => session.end(),
  }
}

/** Whose turn it is with the one session. */
class Session {
  readonly #world: World
  readonly #queue: { life: Life; begin: () => void }[] = []
  #holder: { life: Life; undo: () => Promise<void> } | undefined
  #undoing: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(world: World) {
    this.#world = world
  }

  acquire(life: Life): Promise<void> {
    return new Promise((begin) => {
      this.#queue.push({ life, begin })
      this.#grant()
    })
  }

  /** What has to be undone should the holder die. */
  hold(undo: () => Promise<void>): void {
    if (this.#holder) this.#holder.undo = undo
  }

  release(): void {
    this.#holder = undefined
    this.#grant()
  }

  sever(life: Life): void {
    if (this.#holder?.life !== life) return
    const { undo } = this.#holder
    this.#undoing = this.#world.real(undo)
    void this.#undoing.then(() => this.release())
  }

  /** Waits until no transaction is open: there is no looking beside one. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#holder) await this.#world.sleep(1, 'waits for the session')
    await this.#undoing
    return this.#world.real(work)
  }

  /** Whatever is still open when the play is over is undone: the next play finds the one session free. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#undoing
    await this.#holder?.undo()
  }

  #grant(): void {
    while (!this.#holder && !this.#isOver) {
      const next = this.#queue.shift()
      if (!next) return
      if (next.life.isDead) continue
      this.#holder = { life: next.life, undo: async () => {} }
      this.#world.schedule(0, 'has the session', next.begin, next.life)
    }
  }
}

interface ConnectionParts {
  store: Store
  session: Session
  world: World
  life: Life
  onCommit: OnCommit
}

class PgliteConnection {
  readonly #parts: ConnectionParts

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  port(): Store {
    const { store } = this.#parts
    return {
      accept: (batch) => this.#alone('accept', () => store.accept(batch), true),
      transaction: (work) => this.#transaction(work),
      loadDirectory: () => this.#alone('loadDirectory', () => store.loadDirectory()),
      nextWakeDue: () => this.#alone('nextWakeDue', () => store.nextWakeDue()),
      nextPlacementCheck: () => this.#alone('nextPlacementCheck', () => store.nextPlacementCheck()),
      claimSends: (claim) => this.#alone('claimSends', () => store.claimSends(claim), true),
      releaseSends: (release) => this.#alone('releaseSends', () => store.releaseSends(release), true),
      nextSendDue: (sendClass, fullChannels) =>
        this.#alone('nextSendDue', () => store.nextSendDue(sendClass, fullChannels)),
      beatNode: (node, deadBefore) => this.#alone('beatNode', () => store.beatNode(node, deadBefore), true),
    }
  }

  bundles(db: Database['kysely']): BundleRows {
    return {
      findRecentPages: (page, times) => this.#alone('findRecentPages', () => findRecentPages(db, page, times)),
      lead: (page) => this.#alone('lead', () => lead(db, page), true),
      takeAlong: (page, which) => this.#alone('takeAlong', () => takeAlong(db, page, which), true),
      markCarried: (pages, by, at) => this.#alone('markCarried', () => markBundled(db, pages, by, at), true),
    }
  }

  async #alone<T>(label: string, work: () => Promise<T>, isWriting = false): Promise<T> {
    const { session, world, life } = this.#parts
    await session.acquire(life)
    try {
      await life.turn(label)
      const result = await world.real(work)
      if (isWriting) await life.turn('committed')
      return result
    } finally {
      session.release()
    }
  }

  async #transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T> {
    const { session, world, life, onCommit } = this.#parts
    await session.acquire(life)
    try {
      const open = await world.real(() => begin(this.#parts.store))
      session.hold(open.undo)
      try {
        const pending: Pending = []
        const result = await work(withNotes(this.#withTurns(open.tx), pending))
        await life.turn('commit')
        await world.real(open.commit)
        session.hold(async () => {})
        onCommit(life.name, pending)
        await life.turn('committed')
        return result
      } catch (error) {
        await world.real(open.undo)
        throw error
      }
    } finally {
      session.release()
    }
  }

  /** Each statement is an event of its own. */
  #withTurns(tx: StoreTx): StoreTx {
    const { world, life } = this.#parts
    return new Proxy(tx, {
      get: (target, name, receiver) => {
        // Statements that may be sent together are events of their own here: a node can die between any two.
        if (name === 'inOrder') return oneByOne
        const method: unknown = Reflect.get(target, name, receiver)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          await life.turn(String(name))
          return world.real(() => method.apply(target, args))
        }
      },
    })
  }
}

interface OpenTransaction {
  tx: StoreTx
  commit(): Promise<void>
  undo(): Promise<void>
}

async function begin(store: Store): Promise<OpenTransaction> {
  const opened = Promise.withResolvers<StoreTx>()
  const ending = Promise.withResolvers<void>()
  const done = store.transaction(async (tx) => {
    opened.resolve(tx)
    await ending.promise
  })
  done.catch(opened.reject)
  return {
    tx: await opened.promise,
    async commit() {
      ending.resolve()
      await done
    },
    async undo() {
      ending.reject(new Error('undone'))
      await done.catch(() => {})
    },
  }
}

async function oneByOne(...statements: (() => Promise<unknown>)[]): Promise<void> {
  for (const statement of statements) await statement()
}
