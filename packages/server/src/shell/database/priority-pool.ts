import pg from 'pg'
import { AcquireQueue, currentPriority } from './acquire-priority.ts'
import { DatabaseFailure } from './database-failure.ts'

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (destroy?: Error | boolean) => void,
) => void

export interface PriorityPoolConfig extends pg.PoolConfig {
  max: number
  /** How long a caller waits for a connection to come free. */
  acquireTimeoutMs: number
}

const WAITERS_MAX = 10_000

/**
 * A `pg.Pool` whose callers get their connection by class (see {@link withPriority}) instead of by arrival alone. Kysely and
 * `pool.query` both come through `connect`, so nothing else knows of it.
 */
export class PriorityPool extends pg.Pool {
  readonly #queue: AcquireQueue
  #ended: Promise<void> | undefined

  constructor({ acquireTimeoutMs, ...config }: PriorityPoolConfig) {
    super(config)
    this.#queue = new AcquireQueue({ slots: config.max, waitMsMax: acquireTimeoutMs, waitersMax: WAITERS_MAX })
    // A client that loses its connection while somebody holds it emits `error` beside failing the queries; without a
    // listener that ends the process. Whoever holds the client learns of it from the query.
    this.on('connect', (client) => client.on('error', () => {}))
  }

  /** How many wait for a connection; the driver's own `waitingCount` sees none of them. */
  get acquireWaitingCount(): number {
    return this.#queue.waitingCount
  }

  /** Whether every connection is taken. */
  get isFull(): boolean {
    return this.#queue.isFull
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    const acquired = this.#acquire()
    if (!callback) return acquired
    acquired.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    )
    return undefined
  }

  /** Waits for those who hold a connection; whoever waits for one is refused. A second call returns the first one's promise. */
  override end(): Promise<void>
  override end(callback: () => void): void
  override end(callback?: () => void): Promise<void> | undefined {
    this.refuseCallers(new DatabaseFailure('database_closed', 'The database is closed.'))
    this.#ended ??= super.end()
    if (!callback) return this.#ended
    this.#ended.then(callback)
    return undefined
  }

  /** From now on nobody gets a connection; callers see `error`. */
  refuseCallers(error: Error): void {
    this.#queue.close(error)
  }

  async #acquire(): Promise<pg.PoolClient> {
    await this.#queue.enter(currentPriority())
    const client = await super.connect().catch((error: unknown) => {
      this.#queue.leave()
      throw error
    })
    const release = client.release
    client.release = (destroy) => {
      // The driver throws on a second release, before the place in the queue would be given back twice.
      release(destroy || isUnclean(client))
      this.#queue.leave()
    }
    return client
  }
}

/**
 * Whether the next caller would meet what this one left behind: a query that it no longer waits for (the driver's client-side
 * time-out leaves it running, for ever on a frozen server), or a transaction that it never ended.
 */
function isUnclean(client: pg.PoolClient): boolean {
  // The public getter of the same name is deprecated and says so on every start.
  const { _getActiveQuery: activeQueryOf, _sentQueryQueue: sent } = client as unknown as {
    _getActiveQuery(): unknown
    _sentQueryQueue: readonly unknown[]
  }
  const status = client.getTransactionStatus()
  return activeQueryOf.call(client) !== null || sent.length > 0 || status === 'T' || status === 'E'
}
