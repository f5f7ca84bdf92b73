/** Plays the stories: their steps become cues, and their names for incidents are found in what came of them. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Person } from './company.ts'
import type { DemoSettings } from './demo-folder.ts'
import type { Play } from './play.ts'
import { callOf, deployOf } from './senders.ts'
import type { Stage } from './stage.ts'
import { PAYMENTS_OUTAGE, PHISHING, PHONES_DOWN, SEARCH_RELEASE, SILENT_PHONES } from './stories-past.ts'
import { RECENT_STORIES } from './stories-recent.ts'
import type { Actor, Step, Story } from './story.ts'

const STORIES: readonly Story[] = [PAYMENTS_OUTAGE, SILENT_PHONES, SEARCH_RELEASE, PHISHING, ...RECENT_STORIES]

const BERLIN = 'Europe/Berlin'
const FRIDAY = 5

/** Adds every story that lies within the demo. */
export function addStories(play: Play): void {
  for (const story of STORIES) {
    const begunAt = beginOf(story.begins, play.settings)
    const first = Math.min(...story.steps.map(({ minute }) => minute))
    if (begunAt + first * MINUTE > play.settings.begunAt) new Telling(play, story, begunAt).addSteps()
  }
}

/** Whether the phones of the company cannot be reached. */
export function arePhonesDown({ madeAt }: Pick<DemoSettings, 'madeAt'>, at: Instant): boolean {
  const { daysBefore, from, to } = PHONES_DOWN
  return at >= timeOn(madeAt, daysBefore, from) && at < timeOn(madeAt, daysBefore, to)
}

function beginOf(begins: Story['begins'], { madeAt }: Pick<DemoSettings, 'madeAt'>): Instant {
  if (begins === 'made') return madeAt
  return timeOn(madeAt, begins.daysBefore, begins.at, begins.isWorkday)
}

function timeOn(madeAt: Instant, daysBefore: number, time: string, isWorkday = false): Instant {
  const made = Temporal.Instant.fromEpochMilliseconds(madeAt).toZonedDateTimeISO(BERLIN)
  const day = made.subtract({ days: daysBefore })
  const late = isWorkday ? Math.max(0, day.dayOfWeek - FRIDAY) : 0
  return day.subtract({ days: late }).withPlainTime(time).epochMilliseconds as Instant
}

class Telling {
  readonly #play: Play
  readonly #story: Story
  readonly #begunAt: Instant
  readonly #incidents = new Map<string, IncidentId>()

  constructor(play: Play, story: Story, begunAt: Instant) {
    this.#play = play
    this.#story = story
    this.#begunAt = begunAt
  }

  addSteps(): void {
    for (const step of this.#story.steps) {
      const at = this.#at(step.minute)
      if (at > this.#play.resumesAt) this.#play.cues.add(at, (stage) => this.#take(stage, step))
    }
    // What was begun before the demo was stopped is still the story's.
    if (this.#begunAt < this.#play.resumesAt)
      this.#play.cues.add(this.#play.resumesAt + 1, (stage) => this.#findAll(stage))
  }

  #at(minute: number): number {
    return this.#begunAt + minute * MINUTE
  }

  async #take(stage: Stage, step: Step): Promise<void> {
    const { settings } = this.#play
    switch (step.kind) {
      case 'deploy':
        return stage.send(deployOf(settings, { ...step.deploy, at: stage.now() }))
      case 'fire':
      case 'clear':
        return this.#say(stage, step.of, step.kind === 'clear', step.minute)
      case 'declare': {
        const { id } = await stage.does(this.#person(stage, step.who), '/incidents', step.body)
        return this.#remember(step.of, id as IncidentId | undefined)
      }
      case 'silence': {
        const { matchers, comment, from, to } = step
        const span = {
          starts_at: formatInstant(Math.max(stage.now(), this.#at(from)) as Instant),
          ends_at: formatInstant(this.#at(to) as Instant),
        }
        await stage.does(this.#person(stage, step.who), '/silences', { matchers, comment, ...span })
        return
      }
      case 'act':
        return this.#act(stage, step)
    }
  }

  async #say(stage: Stage, of: string, isOver: boolean, minute: number): Promise<void> {
    const begin = this.#story.steps.findLast((step) => step.kind === 'fire' && step.of === of && step.minute <= minute)
    if (begin?.kind !== 'fire') return
    const { condition, source } = begin
    const startedAt = this.#at(begin.minute) as Instant
    await stage.send(callOf(this.#play.settings, source, { condition, isOver, startedAt, at: stage.now() }))
    await stage.settle()
    if (!isOver) await this.#find(stage, of)
  }

  async #act(stage: Stage, step: Extract<Step, { kind: 'act' }>): Promise<void> {
    const incident = await this.#find(stage, step.of)
    if (!incident) return
    const body: NonNullable<typeof step.body> = {}
    for (const [name, value] of Object.entries(step.body ?? {})) body[name] = await this.#named(stage, value)
    await stage.does(this.#person(stage, step.who), `/incidents/${incident}/${step.action}`, body)
  }

  async #named<Value extends string | number | string[]>(stage: Stage, value: Value): Promise<Value | string> {
    const [, of] = /^\{(\w+)\}$/.exec(String(value)) ?? []
    return of === undefined ? value : ((await this.#find(stage, of)) ?? '')
  }

  async #find(stage: Stage, of: string): Promise<IncidentId | undefined> {
    const known = this.#incidents.get(of)
    if (known) return known
    const begin = this.#story.steps.find((step) => (step.kind === 'fire' || step.kind === 'declare') && step.of === of)
    const title =
      begin?.kind === 'fire'
        ? begin.condition.title
        : begin?.kind === 'declare' && 'title' in begin.body
          ? String(begin.body.title)
          : undefined
    if (title === undefined || begin === undefined) return undefined
    const found = await stage.findIncident(title, (this.#at(begin.minute) - MINUTE) as Instant)
    this.#remember(of, found)
    return found
  }

  async #findAll(stage: Stage): Promise<void> {
    if (stage.now() - this.#begunAt > 3 * DAY) return
    for (const step of this.#story.steps)
      if ((step.kind === 'fire' || step.kind === 'declare') && this.#at(step.minute) < stage.now())
        await this.#find(stage, step.of)
  }

  #remember(of: string, incident: IncidentId | undefined): void {
    if (!incident) return
    this.#incidents.set(of, incident)
    this.#play.script(incident)
  }

  /** Where nobody is on call the manager looks after it. */
  #person(stage: Stage, who: Actor): Person {
    return typeof who === 'string' ? who : (stage.whoIsOnCall(who.onCall) ?? 'viktor')
  }
}
