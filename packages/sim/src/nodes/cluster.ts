/** One to three nodes on one database, as the world outside meets them: through whichever of them answers. */

import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Store } from '@tocsin/server/shell/store/store.ts'
import type { Journal, NodeLife } from '../journal.ts'
import type { Providers } from '../world/providers.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import type { Backend, BundleRows } from './backend.ts'
import { type Disturbance, Life } from './node-life.ts'
import { type SimNode, startSimNode } from './sim-node.ts'

/** The node died before it answered. */
export const LOST = Symbol('lost')

interface Slot {
  lives: number
  life: Life | undefined
  node: SimNode | undefined
  sever: () => void
}

export interface ClusterOptions {
  nodes: number
  flushesMax: number
  /** What every node sees of its store and of the network; the things themselves but for tests of the simulator. */
  wrapStore(store: Store): Store
  wrapNet(net: Net): Net
  wrapBundles(bundles: BundleRows): BundleRows
}

const RETRY_MS = 250

export class Cluster {
  readonly disturbance: Disturbance = { lossProbability: 0, slowProbability: 0 }
  readonly #world: World
  readonly #journal: Journal
  readonly #backend: Backend
  readonly #providers: Providers
  readonly #options: ClusterOptions
  readonly #random: Random
  readonly #slots: Slot[]

  constructor(world: World, journal: Journal, backend: Backend, providers: Providers, options: ClusterOptions) {
    this.#world = world
    this.#journal = journal
    this.#backend = backend
    this.#providers = providers
    this.#options = options
    this.#random = world.random.fork('cluster')
    this.#slots = Array.from({ length: options.nodes }, () => ({
      lives: 0,
      life: undefined,
      node: undefined,
      sever() {},
    }))
  }

  get lives(): Life[] {
    return this.#slots.flatMap(({ life }) => (life && !life.isDead ? [life] : []))
  }

  /** Starts every node that is not running. */
  startAll(): void {
    for (const slot of this.#slots.keys()) this.start(slot)
  }

  start(index: number): void {
    const slot = this.#slots[index]
    if (!slot || (slot.life && !slot.life.isDead)) return
    slot.lives += 1
    const life = new Life(`node-${index + 1}-${slot.lives}`, this.#world, this.disturbance)
    const { store, bundles, sever } = this.#backend.connect(life)
    slot.life = life
    slot.sever = sever
    this.#journal.lives.push({ node: life.name, bornAt: this.#world.now })
    this.#world.note(`${life.name} starts`)
    const setup = {
      world: this.#world,
      journal: this.#journal,
      store: this.#options.wrapStore(store),
      net: this.#options.wrapNet(this.#providers.netOf(life)),
      bundles: this.#options.wrapBundles(bundles),
      flushesMax: this.#options.flushesMax,
    }
    startSimNode(life, setup).then(
      (node) => {
        slot.node = node
      },
      (error: unknown) => {
        // The way to the database was lost while it started: a process manager starts it again.
        this.#world.note(`${life.name} did not start: ${error}`)
        this.#bury(slot, life, 'killed')
        this.#world.schedule(RETRY_MS, 'start again', () => this.start(index))
      },
    )
  }

  /** Ends a node in the middle of whatever it does. False when it is not running. */
  kill(index: number): boolean {
    const slot = this.#slots[index]
    if (!slot?.life || slot.life.isDead) return false
    this.#world.note(`${slot.life.name} is killed`)
    this.#bury(slot, slot.life, 'killed')
    return true
  }

  /** The place of a node that runs under this name. */
  slotOf(name: string): number {
    return this.#slots.findIndex(({ life }) => life?.name === name && !life.isDead)
  }

  /** Lets a node finish what it began, as SIGTERM does. */
  async stop(index: number): Promise<void> {
    const slot = this.#slots[index]
    const { node } = slot ?? {}
    if (!slot || !node || node.life.isDead) return
    slot.node = undefined
    this.#world.note(`${node.life.name} is asked to stop`)
    this.#write(node.life, { stoppingAt: this.#world.now })
    await node.engine.stop()
    if (!node.life.isDead) this.#bury(slot, node.life, 'stopped')
  }

  #bury(slot: Slot, life: Life, how: 'killed' | 'stopped'): void {
    life.die()
    slot.sever()
    if (slot.life === life) {
      slot.node = undefined
      slot.life = undefined
    }
    this.#write(life, { diedAt: this.#world.now, how })
  }

  #write(life: Life, what: Partial<NodeLife>): void {
    const entry = this.#journal.lives.find((each) => each.node === life.name)
    if (entry) Object.assign(entry, what)
  }

  /** Asks some node that runs, as soon as there is one; {@link LOST} when it dies before it answers. */
  async ask<T>(work: (node: SimNode) => Promise<T>): Promise<T | typeof LOST> {
    let running = this.#running()
    while (running.length === 0) {
      await this.#world.sleep(RETRY_MS, 'nobody answers')
      running = this.#running()
    }
    const node = this.#random.pick(running)
    const lost = node.life.died.then((): typeof LOST => LOST)
    return Promise.race<T | typeof LOST>([work(node), lost])
  }

  #running(): SimNode[] {
    return this.#slots.flatMap(({ node }) => node ?? [])
  }
}
