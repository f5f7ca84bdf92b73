/** People: those who are paged and do something about it or not, and those who work in the console. */
import type { IncidentCommand, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant, ServiceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { expireSilence, writeSilence } from '@tocsin/server/detect/silences.ts'
import { openIncident } from '@tocsin/server/shell/engine/open-incident.ts'
import type { Action, Handover, Journal } from '../journal.ts'
import { type Cluster, LOST } from '../nodes/cluster.ts'
import type { SimNode } from '../nodes/sim-node.ts'
import type { Random } from '../world/random.ts'
import type { World } from '../world/world.ts'
import { NAMES } from './organisation.ts'

const SECOND = 1_000
const ROOT = 'root' as UserId

export type DirectoryChange = (directory: Directory, random: Random, now: Instant) => Directory

export interface PeopleSetup {
  world: World
  cluster: Cluster
  journal: Journal
  /** How much more time they take than usual. */
  pace: number
  /** Whose address a message went to. */
  ownerOf(to: string): UserId | undefined
  changeDirectory(change: (directory: Directory, random: Random) => Directory): Promise<void>
  directoryChanges: readonly DirectoryChange[]
  /** Those of `directoryChanges` that say who is on call. */
  scheduleChanges: readonly DirectoryChange[]
  incidents(): readonly IncidentId[]
}

export class People {
  readonly #setup: PeopleSetup
  readonly #random: Random
  readonly #silences: string[] = []
  readonly #merged: IncidentId[] = []
  #isOperating = true

  constructor(setup: PeopleSetup) {
    this.#setup = setup
    this.#random = setup.world.random.fork('people')
  }

  /** A page reached somebody's phone. */
  paged({ page, to }: Handover): void {
    const [incident, kind] = page.split('/')
    const user = this.#setup.ownerOf(to)
    if (!user || !incident || !kind?.startsWith('p')) return
    const command = this.#answer(user)
    if (!command) return
    const delay = this.#random.int(1, 40) * SECOND
    this.#setup.world.schedule(delay, 'somebody answers', () => void this.#act(user, incident as IncidentId, command))
  }

  /** Works in the console until told to stop. */
  async operate(): Promise<void> {
    const { world } = this.#setup
    while (this.#isOperating) {
      await world.sleep(this.#random.int(2, 14) * SECOND * this.#setup.pace)
      if (this.#isOperating) await this.#doSomething()
      if (this.#isOperating && this.#random.chance(0.4)) await this.#merge()
    }
  }

  /** Writes schedules anew, one after the other, until told to stop. */
  async editSchedules(): Promise<void> {
    const { world, scheduleChanges, changeDirectory } = this.#setup
    const random = world.random.fork('editor')
    while (this.#isOperating) {
      await world.sleep(random.int(2, 8) * SECOND)
      const change = random.pick(scheduleChanges)
      if (this.#isOperating) await changeDirectory((directory) => change(directory, random, world.now))
    }
  }

  rest(): void {
    this.#isOperating = false
  }

  /** Takes and resolves whatever is open, and closes half of it; with many hands where there is much. */
  async tidyUp(hands: number): Promise<void> {
    const left = [...this.#setup.incidents()]
    const tidy = async (): Promise<void> => {
      for (let incident = left.shift(); incident; incident = left.shift()) {
        await this.#act(ROOT, incident, { type: 'Acknowledge', by: ROOT })
        await this.#act(ROOT, incident, { type: 'Resolve', by: ROOT, because: 'said_by_responder' })
        if (this.#random.chance(0.5))
          await this.#act(ROOT, incident, { type: 'Close', reason: 'all is well', by: ROOT })
      }
    }
    await Promise.all(Array.from({ length: hands }, tidy))
  }

  #answer(user: UserId): IncidentCommand | null {
    return this.#random.weighted<IncidentCommand | null>([
      [40, null],
      [26, { type: 'Acknowledge', by: user }],
      [6, { type: 'Resolve', by: user, because: 'said_by_responder' }],
      [6, this.#snooze()],
      [5, { type: 'Reassign', user: this.#somebody() }],
      [5, { type: 'EscalateNow' }],
      [5, { type: 'PageResponder', user: this.#somebody() }],
      [4, { type: 'Mitigate', workaround: 'turned off and on' }],
      [3, { type: 'Decline', reason: 'a wish, no fault', by: user }],
    ])
  }

  #snooze(): IncidentCommand {
    const until = this.#setup.world.now + this.#random.int(50, 80) * SECOND
    return { type: 'Snooze', until: until as Instant }
  }

  #somebody(): UserId {
    return this.#random.pick(NAMES) as UserId
  }

  async #doSomething(): Promise<void> {
    const deeds: [number, () => Promise<void>][] = [
      [10, () => this.#touchIncident()],
      [2, () => this.#declare()],
      [3, () => this.#silence()],
      [1, () => this.#endSilence()],
      [2, () => this.#reorganise()],
    ]
    await this.#random.weighted(deeds)()
  }

  async #touchIncident(): Promise<void> {
    const incidents = this.#setup.incidents()
    if (incidents.length === 0) return
    // Mostly the newest: the old ones are over.
    const recent = incidents.slice(-6)
    const incident = this.#random.pick(this.#random.chance(0.7) ? recent : incidents)
    const user = this.#somebody()
    const command = this.#random.weighted<IncidentCommand>([
      [3, { type: 'Acknowledge', by: user }],
      [3, { type: 'Resolve', by: user, because: 'said_by_responder' }],
      [4, { type: 'Close', reason: 'done', by: user }],
      [4, { type: 'Reopen', because: 'asked' }],
      [2, this.#snooze()],
      [2, { type: 'EscalateNow', toStep: 0 }],
      [2, { type: 'Reassign', user: this.#somebody() }],
      [2, { type: 'AddNote', text: 'looking' }],
      [2, { type: 'OverridePriority', priority: this.#random.pick(['P1', 'P3', 'P5']), reason: 'I know better' }],
      [1, { type: 'Decline', reason: 'a wish, no fault', by: user }],
    ])
    await this.#act(user, incident, command)
  }

  /** Two of the newest become one; what was merged is taken out again now and then. */
  async #merge(): Promise<void> {
    const user = this.#somebody()
    const actor: Actor = { kind: 'user', id: user, via: 'console' }
    const isUndoing = this.#merged.length > 0 && this.#random.chance(0.3)
    const [one, other] = this.#random.shuffle(this.#setup.incidents().slice(-6))
    if (isUndoing) {
      const merged = this.#random.pick(this.#merged.slice(-3))
      await this.#try({ actor: user, incident: merged, what: 'Unmerge' }, async (node) =>
        toldOf(await node.merge(merged, undefined, actor)),
      )
    } else if (one && other) {
      await this.#try({ actor: user, incident: one, what: `Merge into ${other}` }, async (node) =>
        toldOf(await node.merge(one, other, actor)),
      )
      this.#merged.push(one)
    }
  }

  async #act(user: UserId, incident: IncidentId, command: IncidentCommand): Promise<void> {
    const work = (node: SimNode) => node.command(incident, command, { kind: 'user', id: user, via: 'console' })
    await this.#try({ actor: user, incident, what: command.type }, async (node) => toldOf(await work(node)))
  }

  /** Tries again when the answer was lost, as people do: what they want may have happened already. */
  async #try(deed: Omit<Action, 'at'>, work: (node: SimNode) => Promise<string>): Promise<void> {
    const { world, cluster, journal } = this.#setup
    for (let tries = 0; tries < 4; tries++) {
      const action: Action = { ...deed, at: world.now }
      journal.actions.push(action)
      const outcome = await cluster.ask((node) => work(node).catch((error: unknown) => `failed: ${error}`))
      action.outcome = outcome === LOST ? 'lost' : outcome
      world.note(`${deed.actor} ${deed.what} ${deed.incident ?? ''}: ${action.outcome}`)
      if (action.outcome !== 'lost' && !action.outcome.startsWith('failed')) return
      await world.sleep(this.#random.int(300, 2_000))
    }
  }

  async #declare(): Promise<void> {
    const user = this.#somebody()
    await this.#try({ actor: user, what: 'Declare' }, (node) =>
      openIncident(node.deps, { kind: 'user', id: user, via: 'console' }, (id, at) => ({
        type: 'OpenIncident',
        id,
        title: 'Something is odd',
        incidentType: 'customer_service',
        detectionMethod: 'user_report',
        services: [this.#random.pick(['api', 'web', 'orphan']) as ServiceId],
        occurredAt: at,
        detectedAt: at,
        alerts: [],
        because: 'declared_by_hand',
      })),
    )
  }

  async #silence(): Promise<void> {
    const matchers = [
      { name: 'host', value: `h${this.#random.int(1, 4)}`, isRegex: false, isEqual: true },
      ...(this.#random.chance(0.3) ? [{ name: 'alertname', value: 'Disk.*', isRegex: true, isEqual: true }] : []),
    ]
    const lastsMs = this.#random.int(10, 60) * SECOND
    await this.#try({ actor: ROOT, what: 'Silence' }, async (node) => {
      const startsAt = node.deps.clock.now()
      const endsAt = (startsAt + lastsMs) as Instant
      const request = { matchers, startsAt, endsAt, createdBy: 'root', comment: 'moving', annotations: {} }
      const written = await writeSilence(node.deps, request, { kind: 'user', id: ROOT, via: 'console' })
      if (written) this.#silences.push(written.id)
      return written?.id ?? 'unknown'
    })
  }

  async #endSilence(): Promise<void> {
    const id = this.#silences.at(-1)
    if (id === undefined) return
    const actor = { kind: 'user' as const, id: ROOT, via: 'console' as const }
    await this.#try({ actor: ROOT, what: 'EndSilence' }, async (node) =>
      String(await expireSilence(node.deps, id, actor)),
    )
  }

  async #reorganise(): Promise<void> {
    const change = this.#random.pick(this.#setup.directoryChanges)
    const { now } = this.#setup.world
    await this.#setup.changeDirectory((directory, random) => change(directory, random, now))
  }
}

function toldOf(outcome: Outcome): string {
  return 'rejected' in outcome ? `rejected: ${outcome.rejected.code}` : outcome.because
}
