/** One simulation from its seed: a safety phase in which everything goes wrong, then a liveness phase in which nothing does. */
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Contents, Violation } from './auditor/evidence.ts'
import { judge } from './checkers/all.ts'
import { Faults } from './faults/faults.ts'
import { type Journal, newJournal } from './journal.ts'
import type { Backend, OnCommit } from './nodes/backend.ts'
import { Cluster } from './nodes/cluster.ts'
import { type Sabotage, sabotageStore } from './sabotage.ts'
import { createScenario, type Scenario, type ScenarioName } from './scenario.ts'
import { Beater } from './workload/beater.ts'
import { withBundling } from './workload/bundling.ts'
import { withCalendarReadAnew } from './workload/calendars.ts'
import { Crowd, withCrowdSource } from './workload/crowd.ts'
import { createOrganisation, withChangedPolicy, withToggledUser } from './workload/organisation.ts'
import { type DirectoryChange, People } from './workload/people.ts'
import { withFeatures } from './workload/policy-features.ts'
import { withQuiet } from './workload/quiet.ts'
import { withRules, withToggledRule } from './workload/rules.ts'
import {
  withEditedSchedule,
  withHandOver,
  withOverride,
  withoutPlanned,
  withTemporary,
} from './workload/schedule-changes.ts'
import { Sender } from './workload/sender.ts'
import { Providers } from './world/providers.ts'
import { Random } from './world/random.ts'
import { World } from './world/world.ts'

export interface SeedOptions {
  seed: number
  createBackend(world: World, onCommit: OnCommit): Promise<Backend> | Backend
  sabotage?: Sabotage
  /** Called with every line of what happens. */
  onLine?(line: string): void
  /** Of the usual length; 1 when absent. */
  scale?: number
  /** What the run is about; `usual` when absent. */
  scenario?: ScenarioName
  /** Incidents of a crowd; 10,000 when absent. */
  crowd?: number
}

export interface SeedReport {
  seed: number
  violations: Violation[]
  traceHash: string
  events: number
  incidents: number
  pages: number
}

const SECOND = 1_000
const LOOK_MS = 5
const LOOK_MS_MAX = 10_000
/** For each incident of a crowd: a notice of its end waits for its turn behind the others. */
const SETTLE_MS = 60
const HANDS = 50

export async function runSeed(options: SeedOptions): Promise<SeedReport> {
  const scenario = createScenario(options.scenario ?? 'usual', new Random(options.seed), options.crowd)
  const world = new World(options.seed, scenario.calendar.begin)
  if (options.onLine) world.listen(options.onLine)
  const play = new Play(world, options, scenario)
  await play.begin()
  const { violations, incidents, pages } = await play.perform()
  return { seed: options.seed, violations, traceHash: world.traceHash, events: world.eventsCount, incidents, pages }
}

class Play {
  readonly #world: World
  readonly #options: SeedOptions
  readonly #scenario: Scenario
  readonly #journal: Journal = newJournal()
  readonly #incidents = new Set<IncidentId>()
  readonly #random: Random
  readonly #crashes: Violation[] = []
  readonly #faults: Faults
  #directory: Directory
  #backend: Backend | undefined

  constructor(world: World, options: SeedOptions, scenario: Scenario) {
    this.#world = world
    this.#options = options
    this.#scenario = scenario
    this.#random = world.random.fork('play')
    const { calendar, outageMs, crowd } = scenario
    this.#faults = new Faults(world, { outageMs, haveMoods: crowd === 0 })
    const organisation = createOrganisation(world.random.fork('organisation'), calendar)
    const featured = withFeatures(organisation, world.random.fork('policies'), calendar.begin)
    const quiet = withQuiet(featured, world.random.fork('quiet'), calendar)
    const ruled = withRules(quiet, world.random.fork('rules'))
    const bundling = withBundling(ruled)
    this.#directory = crowd > 0 ? withCrowdSource(bundling) : bundling
  }

  get #database(): Backend {
    if (!this.#backend) throw new Error('the play has not begun')
    return this.#backend
  }

  async begin(): Promise<void> {
    this.#backend = await this.#options.createBackend(this.#world, (node, facts) => {
      this.#journal.commits.push({ at: this.#world.now, node, facts })
      for (const { incident, fact } of facts) {
        this.#incidents.add(incident)
        this.#world.note(`${incident} ${fact.version} ${fact.type} (${fact.because})`)
      }
    })
    await this.#write(this.#directory)
  }

  async perform(): Promise<{ violations: Violation[]; incidents: number; pages: number }> {
    const world = this.#world
    const scale = this.#options.scale ?? 1
    const { outageMs, crowd } = this.#scenario
    const faults = this.#faults
    const people = this.#people(() => cluster)
    const providers = new Providers(
      world,
      (channel, to) => faults.moodOf(channel, to),
      this.#journal.handovers,
      (handover) => people.paged(handover),
    )
    const nodes = this.#random.int(1, 3)
    const cluster = new Cluster(world, this.#journal, this.#database, providers, {
      nodes,
      flushesMax: this.#random.int(1, 2),
      wrapStore: (store) => sabotageStore(store, this.#options.sabotage),
      wrapNet: (net) => this.#options.sabotage?.wrapNet?.(net) ?? net,
      wrapBundles: (bundles) => this.#options.sabotage?.wrapBundles?.(bundles) ?? bundles,
    })
    cluster.startAll()
    const senders = this.#senders(cluster)
    const beater = new Beater(this.#senderSetup(cluster, 'backup', 'beater'))
    for (const sender of senders) this.#watch(sender.run())
    this.#watch(beater.run())
    this.#watch(people.operate())
    if (this.#scenario.hasEditor) this.#watch(people.editSchedules())
    const site = crowd > 0 ? new Crowd(this.#senderSetup(cluster, 'crowd', 'crowd'), crowd) : undefined
    if (site) this.#watch(site.fire())
    for (const process of faults.run(cluster, nodes)) this.#watch(process)

    await this.#pass(this.#random.int(90, 150) * SECOND * scale + outageMs)
    faults.calm(cluster)
    if (site) this.#watch(site.recover())
    const calmAt = world.now
    await this.#pass(20 * SECOND * scale)
    people.rest()
    beater.end()
    for (const sender of senders) this.#watch(sender.end())
    await this.#pass(75 * SECOND + crowd * SETTLE_MS)
    const settledAt = world.now
    const settled = await this.#contents()
    this.#watch(people.tidyUp(crowd > 0 ? HANDS : 1))
    await this.#pass(30 * SECOND + crowd * SETTLE_MS)
    const evidence = {
      journal: this.#journal,
      calmAt,
      settledAt,
      settled,
      endedAt: world.now,
      final: await this.#contents(),
    }
    await this.#database.close()
    return {
      violations: [...this.#crashes, ...judge(evidence)],
      incidents: this.#incidents.size,
      pages: this.#journal.handovers.length,
    }
  }

  async #write(directory: Directory): Promise<void> {
    const madeAt = this.#world.now
    await this.#database.setDirectory(directory)
    const read = this.#options.sabotage?.wrapDirectory?.(directory) ?? directory
    this.#journal.directories.push({ madeAt, from: this.#world.now, directory, read })
  }

  #pass(ms: number): Promise<void> {
    return this.#world.runUntil((this.#world.now + Math.round(ms)) as Instant)
  }

  /** A process of the simulation itself must not fail unseen. */
  #watch(process: Promise<void>): void {
    process.catch((error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#crashes.push({ law: 'the simulator itself', message })
    })
  }

  #people(cluster: () => Cluster): People {
    const owners = new Map<string, UserId>()
    for (const user of this.#directory.users.values()) {
      owners.set(user.email, user.id)
      for (const contact of user.contacts) owners.set(contact.to, user.id)
    }
    const play = this
    const { calendar } = this.#scenario
    const override: DirectoryChange = (directory, random, now) =>
      calendar.hasAllShapes && random.chance(0.4)
        ? withTemporary(directory, random, now, `temporary-${directory.version}`)
        : withOverride(directory, random, now, `override-${directory.version}`)
    const edit: DirectoryChange = (directory, random, now) => withEditedSchedule(directory, random, now, calendar)
    return new People({
      world: this.#world,
      journal: this.#journal,
      pace: this.#scenario.pace,
      get cluster() {
        return cluster()
      },
      ownerOf: (to) => owners.get(to),
      incidents: () => [...this.#incidents],
      directoryChanges: [
        override,
        withToggledUser,
        edit,
        withHandOver,
        (directory, random) => withToggledRule(withChangedPolicy(directory, random)),
      ],
      scheduleChanges: calendar.hasCalendars
        ? [override, edit, edit, edit, withHandOver, withCalendarReadAnew, withoutPlanned]
        : [override, edit, edit, withHandOver],
      async changeDirectory(change) {
        const [earlier, later] = [play.#directory, change(play.#directory, play.#random)]
        play.#directory = play.#options.sabotage?.wrapChange?.(earlier, later) ?? later
        await play.#write(play.#directory)
      },
    })
  }

  #senderSetup(cluster: Cluster, source: string, name: string) {
    const found = [...this.#directory.sources.values()].find((each) => each.id === source)
    if (!found) throw new RangeError(`no source ${source}`)
    return {
      world: this.#world,
      cluster,
      journal: this.#journal,
      source: found,
      name,
      pace: this.#scenario.pace,
      onAccepted: (node: string) => this.#faults.maybeKill(cluster, node),
    }
  }

  #senders(cluster: Cluster): Sender[] {
    const sources = ['am', 'prom', 'pd', 'form']
    const names = ['DiskFull', 'ApiDown', 'Slow']
    const chosen = this.#random.shuffle(sources).slice(0, this.#random.int(2, 4))
    const senders = chosen.map((source) => {
      const conditions = Array.from({ length: this.#random.int(1, 3) }, (_, index) => ({
        name: this.#random.pick(names),
        host: `h${index + 1}`,
      }))
      return new Sender(this.#senderSetup(cluster, source, `${source}-sender`), conditions)
    })
    // Two monitors of one source that see the same kind of fault elsewhere: their alerts meet in one group.
    if (this.#random.chance(0.5)) {
      for (const [name, host] of [
        ['east', 'h7'],
        ['west', 'h8'],
      ] as const) {
        const conditions = names.map((each) => ({ name: each, host }))
        senders.push(new Sender(this.#senderSetup(cluster, 'am', name), conditions))
      }
    }
    // A storm: many conditions in few requests, of few groups or of many.
    if (this.#random.chance(0.25)) {
      const storm = Array.from({ length: this.#random.int(10, 40) }, (_, index) => ({
        name: this.#random.chance(0.1) ? 'Watchdog' : 'Storm',
        host: `h${(index % 12) + 1}-${index}`,
      }))
      senders.push(new Sender(this.#senderSetup(cluster, 'am', 'storm'), storm))
    }
    return senders
  }

  /** Looks at the database as soon as that is possible; meanwhile the world goes on. */
  async #contents(): Promise<Contents> {
    let isDone = false
    const looking = this.#database.contents().finally(() => {
      isDone = true
    })
    for (let waited = 0; !isDone && waited < LOOK_MS_MAX; waited += LOOK_MS) await this.#pass(LOOK_MS)
    return looking
  }
}
