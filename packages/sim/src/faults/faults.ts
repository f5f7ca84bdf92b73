/** What goes wrong, as long as things go wrong: nodes die, ways are lost, clocks are off, providers have their moods. */
import type { Cluster } from '../nodes/cluster.ts'
import { type Mood, SECOND_MAIL } from '../world/providers.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'

const SECOND = 1_000
const CHANNELS = ['email', 'webhook', 'ntfy', SECOND_MAIL] as const

const MOODS: readonly (readonly [number, Mood])[] = [
  [55, 'fine'],
  [10, 'slow'],
  [10, 'refusing'],
  [6, 'throttling'],
  [6, 'unreachable'],
  [6, 'hanging'],
  [7, 'forgetful'],
]

/** How far a clock may be off; two nodes at opposite ends are still within what the product allows. */
const SKEW_MS_MAX = 900

const KILL_AFTER_ANSWER = 0.03
/** An outage begins when the run is under way. */
const OUTAGE_AFTER_MS = 20 * SECOND
const OUT: readonly Mood[] = ['unreachable', 'refusing', 'hanging']

export interface FaultPlan {
  /** A provider, or all of them, take nothing for this long. */
  outageMs: number
  /** Without, providers take everything at once: where so much is sent that their moods alone would make it late. */
  haveMoods: boolean
}

export class Faults {
  readonly #world: World
  readonly #random: Random
  readonly #moods = new Map<string, Mood>()
  readonly #disowned = new Map<string, boolean>()
  readonly #plan: FaultPlan
  readonly #out = new Map<string, Mood>()
  #isCalm = false

  constructor(world: World, plan: FaultPlan) {
    this.#world = world
    this.#plan = plan
    this.#random = world.random.fork('faults')
  }

  moodOf(channel: string, to: string): Mood {
    if (this.#isCalm || !this.#plan.haveMoods) return 'fine'
    const isDisowned = this.#disowned.get(to) ?? this.#random.chance(0.12)
    this.#disowned.set(to, isDisowned)
    return isDisowned ? 'disowning' : (this.#out.get(channel) ?? this.#moods.get(channel) ?? 'fine')
  }

  /** Begins to go wrong. The processes end by themselves when it is calm. */
  run(cluster: Cluster, nodes: number): Promise<void>[] {
    return [
      ...CHANNELS.map((channel) => this.#changeMoods(channel)),
      this.#breakProviders(),
      this.#killNodes(cluster, nodes),
      this.#disturb(cluster),
      this.#stepClocks(cluster),
    ]
  }

  /** The worst moment to die is right after a promise. */
  maybeKill(cluster: Cluster, node: string): void {
    if (this.#isCalm || !this.#random.chance(KILL_AFTER_ANSWER)) return
    const index = cluster.slotOf(node)
    if (cluster.kill(index)) this.#restartLater(cluster, index)
  }

  #restartLater(cluster: Cluster, index: number): void {
    this.#world.schedule(this.#random.int(100, 9_000), 'restart', () => cluster.start(index))
  }

  /** From now on nothing goes wrong any more. */
  calm(cluster: Cluster): void {
    this.#isCalm = true
    Object.assign(cluster.disturbance, { lossProbability: 0, slowProbability: 0 })
    for (const life of cluster.lives) life.skewMs = 0
    cluster.startAll()
  }

  async #changeMoods(channel: string): Promise<void> {
    while (!this.#isCalm) {
      const mood = this.#random.weighted(MOODS)
      this.#moods.set(channel, mood)
      this.#world.note(`${channel} is ${mood}`)
      await this.#world.sleep(this.#random.int(5, 40) * SECOND)
    }
  }

  async #breakProviders(): Promise<void> {
    if (this.#plan.outageMs === 0) return
    await this.#world.sleep(OUTAGE_AFTER_MS)
    const channels = this.#random.chance(0.5) ? CHANNELS : [this.#random.pick(CHANNELS)]
    const mood = this.#random.pick(OUT)
    this.#world.note(`${channels.join(', ')} out: ${mood}`)
    for (const channel of channels) this.#out.set(channel, mood)
    await this.#world.sleep(this.#plan.outageMs)
    this.#out.clear()
  }

  async #killNodes(cluster: Cluster, nodes: number): Promise<void> {
    for (;;) {
      await this.#world.sleep(this.#random.int(3_000, 45_000))
      if (this.#isCalm) return
      const index = this.#random.int(0, nodes - 1)
      if (this.#random.chance(0.2)) await cluster.stop(index)
      else cluster.kill(index)
      this.#restartLater(cluster, index)
    }
  }

  async #disturb(cluster: Cluster): Promise<void> {
    while (!this.#isCalm) {
      const isBad = this.#random.chance(0.4)
      cluster.disturbance.lossProbability = isBad ? this.#random.pick([0.002, 0.01, 0.04]) : 0
      cluster.disturbance.slowProbability = this.#random.pick([0, 0.01, 0.1])
      await this.#world.sleep(this.#random.int(4, 20) * SECOND)
    }
  }

  async #stepClocks(cluster: Cluster): Promise<void> {
    for (;;) {
      await this.#world.sleep(this.#random.int(10, 60) * SECOND)
      if (this.#isCalm) return
      const { lives } = cluster
      if (lives.length > 0) this.#random.pick(lives).skewMs = this.#random.int(-SKEW_MS_MAX, SKEW_MS_MAX)
    }
  }
}
