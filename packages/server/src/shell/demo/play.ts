/**
 * The play: what happens in the company, and what its people do about it. It is the same whether time is lapsed or real: troubles and
 * stories add cues, and so does everybody who is paged.
 */
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Urgency } from '@tocsin/core/kernel/scales.ts'
import { type Chance, createChance } from './chance.ts'
import { membersOf, type Person, SERVICES, VISITOR } from './company.ts'
import { Cues } from './cue.ts'
import type { DemoSettings } from './demo-folder.ts'
import { calcAnswer, calcWorkingTime } from './habits.ts'
import { conditionOf, type Scene, tell } from './scene.ts'
import { type Condition, callOf } from './senders.ts'
import type { Stage } from './stage.ts'

/** A trouble that runs, or ran. */
interface Trouble {
  scene: Scene
  condition: Condition
  chance: Chance
  startedAt: Instant
  endsAt: Instant
  /** Who took it first. */
  owner?: Person
}

export class Play {
  readonly cues = new Cues()
  readonly settings: DemoSettings
  /** What came before it has happened already. */
  readonly resumesAt: Instant
  /** Whether a visitor may be watching: what pages them is left to them. */
  isLive = false
  readonly #troubles = new Map<IncidentId, Trouble>()
  readonly #scripted = new Set<IncidentId>()
  readonly #pages = new Map<string, { user: UserId; urgency: Urgency }>()
  readonly #answers = new Map<string, number>()
  readonly #chance: Chance
  #stage: Stage | undefined

  constructor(settings: DemoSettings, resumesAt: Instant) {
    this.settings = settings
    this.resumesAt = resumesAt
    this.#chance = createChance(`${settings.seed} play ${resumesAt}`)
  }

  /** From now on it is played there. */
  enter(stage: Stage): void {
    this.#stage = stage
  }

  /** A story says what becomes of this incident; nobody does anything about it by themselves. */
  script(incident: IncidentId): void {
    this.#scripted.add(incident)
  }

  /** Something goes wrong at an instant, and is over so many minutes later. */
  addTrouble(scene: Scene, chance: Chance, startedAt: Instant, minutes: number): void {
    const endsAt = (startedAt + Math.round(minutes * MINUTE)) as Instant
    const trouble: Trouble = { scene, condition: conditionOf(scene, chance), chance, startedAt, endsAt }
    this.#say(trouble, startedAt, false)
    // It may have begun before the demo was stopped: then it is only found again.
    this.cues.add(Math.max(startedAt, this.resumesAt) + 1, (stage) => this.#meet(stage, trouble))
    if (minutes > 20) this.#say(trouble, startedAt + minutes * MINUTE * chance.skewed(0.2, 0.8), false)
    this.#say(trouble, endsAt, true)
    const closesAt = endsAt + chance.skewed(16, 150) * MINUTE
    this.cues.add(closesAt, (stage) => this.#close(stage, trouble, 1))
  }

  /** Everything that is committed passes here; whoever is reached by a page thinks about it. */
  committed(incident: IncidentId, facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.type === 'PageRequested') this.#pages.set(fact.page, { user: fact.user, urgency: fact.urgency })
      if (fact.type !== 'PageAttempted') continue
      if (fact.result.outcome === 'will_retry' || fact.result.outcome === 'held') continue
      const page = this.#pages.get(fact.page)
      this.#pages.delete(fact.page)
      if (page && fact.result.outcome === 'handed_over') this.#reached(incident, page, fact.at)
    }
  }

  /** Nothing stays open for ever: what nobody touched for a day is looked at and ended. */
  async sweep(stage: Stage): Promise<void> {
    for (const { id, updatedAt, isSnoozed } of await stage.listUnfinished()) {
      if (isSnoozed || stage.now() - updatedAt < 20 * HOUR) continue
      const person = this.#chance.pick(membersOf('platform'))
      await stage.does(person, `/incidents/${id}/acknowledge`)
      await stage.does(person, `/incidents/${id}/resolve`, { note: 'Looked at it again: nothing is wrong any more.' })
      await stage.does(person, `/incidents/${id}/close`, { reason: 'It ended by itself, and nobody had said so here.' })
    }
  }

  #say(trouble: Trouble, at: number, isOver: boolean): void {
    const { scene, condition, startedAt } = trouble
    if (at <= this.resumesAt) return
    this.cues.add(at, (stage) =>
      stage.send(callOf(this.settings, scene.source, { condition, isOver, startedAt, at: stage.now() })),
    )
  }

  async #meet(stage: Stage, trouble: Trouble): Promise<void> {
    await stage.settle()
    const { condition, scene, startedAt } = trouble
    const incident = await stage.findIncident(condition.title, startedAt, scene.source)
    if (incident && !this.#scripted.has(incident)) this.#troubles.set(incident, trouble)
  }

  #reached(incident: IncidentId, page: { user: UserId; urgency: Urgency }, at: Instant): void {
    const person = this.#stage?.personOf(page.user)
    if (!person || this.#scripted.has(incident) || (this.isLive && person === VISITOR)) return
    const key = `${incident} ${person}`
    const answers = (this.#answers.get(key) ?? 0) + 1
    this.#answers.set(key, answers)
    const answersAt = answers > 3 ? undefined : calcAnswer(this.#chance, person, page.urgency, at)
    if (answersAt === undefined) return
    this.cues.add(answersAt, (stage) => this.#take(stage, incident, person))
  }

  async #take(stage: Stage, incident: IncidentId, person: Person): Promise<void> {
    const trouble = this.#troubles.get(incident)
    if (this.#scripted.has(incident) || trouble?.owner) return
    const { status } = await stage.does(person, `/incidents/${incident}/acknowledge`)
    if (!trouble || status >= 300 || stage.now() > trouble.endsAt) return
    trouble.owner = person
    this.#work(incident, trouble, person, stage.now())
  }

  /** Whoever has it writes down what they find, in the time that is left. */
  #work(incident: IncidentId, { scene, chance, endsAt }: Trouble, person: Person, at: Instant): void {
    const left = endsAt - at
    const does = (share: number, action: string, body: object) =>
      this.cues.add(at + left * share, (stage) =>
        stage.does(person, `/incidents/${incident}/${action}`, body).then(() => {}),
      )
    const { notes, workaround, category } = scene
    for (const [index, text] of notes.entries()) {
      const share = 0.15 + (0.75 * (index + chance.next() * 0.6)) / notes.length
      // Not everybody writes everything down.
      if (index === 0 || chance.is(0.7)) does(share, 'notes', { text: tell(text, chance) })
    }
    if (category && chance.is(0.75)) does(0.2, 'classify', { category })
    // What the matrix says of machines is looked at by people, and sometimes it is more, or less.
    if (scene.severity === 'critical' && chance.is(0.06)) does(0.12, 'classify', { scope: 'company_wide' })
    if (scene.severity !== 'critical' && chance.is(0.18)) does(0.12, 'classify', { scope: 'individual' })
    if (workaround && chance.is(0.6)) does(0.6, 'mitigate', { workaround })
    if (chance.is(0.08)) does(0.3, 'escalate', {})
    if (scene.source === 'desk') does(1, 'resolve', { note: 'The customers were told.' })
  }

  async #close(stage: Stage, trouble: Trouble, attempt: number): Promise<void> {
    const { condition, scene, chance, startedAt, owner } = trouble
    const person = owner ?? chance.pick(membersOf(SERVICES[condition.service].team))
    // In the evening nobody comes to it any more.
    const worksAt = this.isLive ? stage.now() : calcWorkingTime(stage.now(), person)
    if (worksAt > stage.now()) {
      this.cues.add(worksAt + chance.skewed(5, 120) * MINUTE, (later) => this.#close(later, trouble, attempt))
      return
    }
    const incident = await stage.findIncident(condition.title, startedAt, scene.source)
    if (!incident || this.#scripted.has(incident)) return
    const reason = owner
      ? tell(chance.pick(scene.solutions), chance)
      : 'It was over before anybody came to it. Watched: it did not come back.'
    const { status } = await stage.does(person, `/incidents/${incident}/close`, { reason })
    if (status < 300 || attempt > 3) return
    this.cues.add(stage.now() + 3 * HOUR, (later) => this.#close(later, trouble, attempt + 1))
  }
}
