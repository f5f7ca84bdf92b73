/**
 * Senders: monitors that say what they see, one request after the other, each repeated until it is taken. So the order in which
 * a condition's words arrived is known without asking anybody.
 */
import type { DoorRequest } from '@tocsin/adapters/in/door.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Journal, Knock } from '../journal.ts'
import { type Cluster, LOST } from '../nodes/cluster.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { type Condition, DOORS, type Door, type Statement } from './requests.ts'

export interface SenderSetup {
  world: World
  cluster: Cluster
  journal: Journal
  source: Source
  name: string
  /** How much more time it takes than usual. */
  pace: number
  /** Told at the instant at which a node answered with success. */
  onAccepted(node: string): void
}

const RETRY_MS = 1_500

export class Sender {
  readonly #setup: SenderSetup
  readonly #random: Random
  readonly #door: Door
  readonly #conditions: Condition[]
  #isEnding = false

  constructor(setup: SenderSetup, conditions: readonly { name: string; host: string }[]) {
    this.#setup = setup
    this.#random = setup.world.random.fork(setup.name)
    const door = DOORS[setup.source.id]
    if (!door) throw new RangeError(`no door for ${setup.source.id}`)
    this.#door = door
    const { now } = setup.world
    this.#conditions = conditions.map((each) => ({
      ...each,
      isFiring: false,
      severity: 'critical',
      note: 'first',
      startedAt: now,
      endedAt: now,
    }))
  }

  /** Goes on until it is told to come to an end. */
  async run(): Promise<void> {
    const { world } = this.#setup
    await world.sleep(this.#random.int(0, 20_000))
    while (!this.#isEnding) {
      const statements = this.#conditions.flatMap((condition) => this.#observe(condition))
      for (const batch of this.#batches(statements)) await this.#deliver(batch)
      await world.sleep(this.#pause())
    }
  }

  /** Says for the last time what is the matter: mostly that all is well. */
  async end(): Promise<void> {
    this.#isEnding = true
    await this.#setup.world.sleep(RETRY_MS)
    const statements = this.#conditions.map((condition): Statement => {
      const isWell = this.#random.chance(0.75)
      if (isWell && condition.isFiring) this.#recover(condition)
      if (!isWell && !condition.isFiring) this.#fire(condition)
      return { condition, word: condition.isFiring ? 'firing' : 'resolved' }
    })
    for (const batch of this.#batches(statements)) await this.#deliver(batch)
  }

  /** The sender falls silent for good: what expires without a repeat has to end by itself. */
  silence(): void {
    this.#isEnding = true
  }

  #pause(): number {
    const isOften = this.#door.expiresAfterMs !== undefined
    return isOften ? this.#random.int(4_000, 12_000) : this.#random.int(3_000, 25_000) * this.#setup.pace
  }

  #observe(condition: Condition): Statement[] {
    const word = this.#random.int(1, 100)
    if (!condition.isFiring) {
      if (word > 35) return this.#sayLate(condition)
      this.#fire(condition)
      return [{ condition, word: 'firing' }]
    }
    if (word <= 25) {
      this.#recover(condition)
      return this.#door.expiresAfterMs !== undefined && this.#random.chance(0.3)
        ? []
        : [{ condition, word: 'resolved' }]
    }
    if (word <= 35) condition.severity = this.#random.pick(['critical', 'warning', 'info'])
    if (word > 35 && word <= 45) condition.note = `note ${word}`
    if (word > 45 && word <= 55 && this.#door.canAcknowledge) return [{ condition, word: 'acknowledged' }]
    return [...this.#sayLate(condition), { condition, word: 'firing' }]
  }

  /** A recovery of an episode that ended before the one of now began, as a slow relay would bring it. */
  #sayLate(condition: Condition): Statement[] {
    if (!this.#random.chance(0.1) || condition.startedAt - condition.endedAt < 1_000) return []
    const startedAt = (condition.endedAt - 2_000) as Instant
    return [{ condition, word: 'resolved', startedAt, endedAt: condition.endedAt }]
  }

  #fire(condition: Condition): void {
    condition.isFiring = true
    condition.startedAt = this.#setup.world.now
  }

  #recover(condition: Condition): void {
    condition.isFiring = false
    condition.endedAt = this.#setup.world.now
  }

  /** One word about a condition in each request, in the order in which they were said. */
  #batches(statements: Statement[]): Statement[][] {
    const batches: Statement[][] = []
    for (const statement of statements) {
      const last = batches.findLastIndex((batch) => batch.some((each) => each.condition === statement.condition))
      const open = batches.slice(last + 1).find((batch) => batch.length < this.#door.statementsMax)
      if (open) open.push(statement)
      else batches.push([statement])
    }
    return batches
  }

  #deliver(statements: Statement[]): Promise<void> {
    return deliver(this.#setup, this.#door, this.#random, statements)
  }
}

/** One request, until it is taken. */
export async function deliver(setup: SenderSetup, door: Door, random: Random, statements: Statement[]): Promise<void> {
  const { world, journal, source, name } = setup
  const knock: Knock = { sender: name, source: source.id, tries: [], isBeat: false }
  journal.knocks.push(knock)
  const { path, body } = door.compose(statements, world.now)
  while (knock.acceptedAt === undefined) {
    await knockOnce(setup, door, knock, { path, body })
    if (knock.acceptedAt === undefined) await world.sleep(random.int(200, RETRY_MS))
  }
}

/** One try; its outcome is written into the knock. */
export async function knockOnce(
  { world, cluster, source, onAccepted }: SenderSetup,
  door: Door,
  knock: Knock,
  { path, body }: { path: string; body: string },
): Promise<void> {
  const reply = await cluster.ask(async (node) => {
    const request: DoorRequest = {
      method: 'POST',
      path,
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body),
      receivedAt: node.deps.clock.now(),
    }
    const { defaultSeverity, map } = source
    const reading = door.adapter.read(request, { defaultSeverity, ...(map && { map }) })
    const begun = { at: request.receivedAt, node: node.life.name, signals: reading.signals }
    knock.tries.push(begun)
    return { begun, reply: await node.knock(door.adapter, source.id as SourceId, request) }
  })
  if (reply === LOST || reply.reply === null) return
  Object.assign(reply.begun, { endedAt: world.now, status: reply.reply.status })
  world.note(`${knock.sender} got ${reply.reply.status} from ${reply.begun.node}`)
  if (reply.reply.status >= 300) return
  knock.acceptedAt = world.now
  onAccepted(reply.begun.node)
}
