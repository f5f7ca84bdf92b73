/**
 * Stories of one incident: `given(world).when(command, '5m').thenFacts(…)`. Between two commands the wakes that come due are
 * fired, as the shell would.
 */
import { expect } from 'vitest'
import type { IncidentCommand, IncidentState, Outcome } from '../incident.ts'
import { replay } from '../incident.ts'
import type { Actor } from '../kernel/actor.ts'
import type { AlertId, IncidentId, Instant, PageId, SourceId, UserId } from '../kernel/brand.ts'
import type { RejectionCode } from '../kernel/codes.ts'
import type { AlertRef, Fact, FactOf, FactType, PageAttemptResult } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import type { AskExpression } from '../kernel/subject.ts'
import type { Directory } from '../people/directory.ts'
import { API, aDirectory, MONITOR, type World } from './directory.ts'
import { fireDue, fireLate, handle, newShell, type Send, type Shell, TIMER } from './shell.ts'
import { at, ms, START, shownAt } from './time.ts'

export const INCIDENT = 'INC-2026-000001' as IncidentId

type Opening = Extract<IncidentCommand, { type: 'OpenIncident' }>
/** A fact by its type alone, or with the fields that matter. */
type ExpectedFact = FactType | ({ type: FactType } & Record<string, unknown>)

/** An alert's episode, received at the start of the story: `anAlert('a')`, `anAlert('a', { episode: 2 })`. */
export function anAlert(id: string, changes: Partial<AlertRef> = {}): AlertRef {
  return {
    id: id as AlertId,
    episode: 1,
    title: `Alert ${id}`,
    severity: 'high',
    source: MONITOR,
    service: API,
    startedAt: START,
    receivedAt: START,
    ...changes,
  }
}

/** An incident that the monitor opens with alert `a`. */
export function anOpening(changes: Partial<Opening> = {}): Opening {
  return {
    type: 'OpenIncident',
    id: INCIDENT,
    title: 'Checkout fails',
    incidentType: 'operational',
    detectionMethod: 'monitoring',
    source: MONITOR,
    groupKey: 'group',
    services: [API],
    occurredAt: START,
    detectedAt: START,
    alerts: [anAlert('a')],
    because: 'new_group',
    ...changes,
  }
}

/** An incident that a person declares: no source, no group, no alert. */
export function aDeclaration(changes: Partial<Opening> = {}): Opening {
  const { source: _, groupKey: __, ...rest } = anOpening()
  return { ...rest, detectionMethod: 'user_report', alerts: [], because: 'declared_by_hand', ...changes }
}

export function attach(...alerts: AlertRef[]): IncidentCommand {
  return { type: 'AttachAlerts', alerts, because: 'joined_open_group' }
}

export function clear(...alerts: string[]): IncidentCommand {
  return {
    type: 'ClearAlerts',
    alerts: alerts.map((id) => ({ id: id as AlertId, episode: 1 })),
    because: 'recovered',
  }
}

/** The n-th page of the incident. */
export function page(n: number): PageId {
  return `${INCIDENT}/p${n}` as PageId
}

export function attempted(n: number, outcome: PageAttemptResult['outcome']): IncidentCommand {
  const results: Record<typeof outcome, PageAttemptResult> = {
    handed_over: { outcome: 'handed_over' },
    held: { outcome: 'held', until: START },
    will_retry: { outcome: 'will_retry', code: 'timeout', cause: 'no answer', retryAt: START },
    gave_up: { outcome: 'gave_up', code: 'refused', cause: 'no such address' },
  }
  return { type: 'RecordAttempt', page: page(n), attempt: 1, result: results[outcome] }
}

export function person(id: UserId): Actor {
  return { kind: 'user', id, via: 'console' }
}

export function source(id: SourceId): Actor {
  return { kind: 'source', id }
}

export class Story {
  readonly #shell: Shell = newShell()
  #directory: Directory
  #now: Instant = START
  #outcomes: Outcome[] = []

  constructor(directory: Directory) {
    this.#directory = directory
  }

  /** Expressions of policies are evaluated like this. */
  asking(ask: AskExpression): this {
    this.#shell.ask = ask
    return this
  }

  /** What nobody can guess is this. */
  withChance(chance: () => string): this {
    this.#shell.chance = chance
    return this
  }

  /** Opens the incident at `0m`. */
  opened(changes: Partial<Opening> = {}): this {
    return this.when(anOpening(changes), '0m')
  }

  /** Lets time pass until `time`, then runs the command. Without a time: right away. */
  when(command: IncidentCommand, time?: string, actor: Actor = TIMER): this {
    if (time) this.#pass(at(time))
    this.#outcomes = [handle(this.#shell, command, this.#now, actor, this.#directory)]
    return this
  }

  /** Lets time pass; what the wakes brought about is what `then` looks at. */
  until(time: string): this {
    this.#outcomes = this.#pass(at(time))
    return this
  }

  /** Nothing runs until `time`; then everything that came due meanwhile does. */
  asleepUntil(time: string): this {
    this.#now = at(time)
    this.#outcomes = fireLate(this.#shell, this.#now, this.#directory)
    return this
  }

  /** Another node goes on, whose clock is behind by so much. */
  onNodeBehind(by: string): this {
    this.#now = (this.#now - ms(by)) as Instant
    return this
  }

  /** From now on the directory says something else. */
  butNow(changes: Partial<World>): this {
    this.#directory = aDirectory(changes)
    return this
  }

  #pass(until: Instant): Outcome[] {
    expect(until, 'time goes forward').toBeGreaterThanOrEqual(this.#now)
    const outcomes = fireDue(this.#shell, until, this.#directory)
    this.#now = until
    return outcomes
  }

  /** Exactly these facts, in this order, came of the last step. */
  thenFacts(...expected: ExpectedFact[]): this {
    const rejections = this.#outcomes.filter((outcome) => 'rejected' in outcome)
    expect(rejections).toEqual([])
    const facts = this.lastFacts
    expect(facts.map((fact) => fact.type)).toEqual(
      expected.map((fact) => (typeof fact === 'string' ? fact : fact.type)),
    )
    expect(facts).toMatchObject(expected.map((fact) => (typeof fact === 'string' ? { type: fact } : fact)))
    expect(replay(this.#shell.facts)).toEqual(this.#shell.state)
    return this
  }

  /** Neither facts nor effects, and this is why. */
  thenNothing(because: Reason): this {
    expect(this.#outcomes).toMatchObject([{ facts: [], effects: [], because }])
    return this
  }

  thenRejected(code: RejectionCode): this {
    expect(this.#outcomes).toMatchObject([{ rejected: { code } }])
    return this
  }

  get lastFacts(): Fact[] {
    return this.#outcomes.flatMap((outcome) => ('rejected' in outcome ? [] : outcome.facts))
  }

  get state(): IncidentState {
    if (!this.#shell.state) throw new Error('the incident was not opened')
    return this.#shell.state
  }

  get allFacts(): readonly Fact[] {
    return this.#shell.facts
  }

  facts<T extends FactType>(type: T): FactOf<T>[] {
    return this.#shell.facts.filter((fact): fact is FactOf<T> => fact.type === type)
  }

  /** Every page so far: `5m bob mail`. */
  get pages(): string[] {
    return this.#sent('page').map(
      ({ message: { requestedAt, user, target } }) => `${shownAt(requestedAt)} ${user} ${target.contact}`,
    )
  }

  /** Pages that were called off: whoever has not begun to send them will not. */
  get droppedPages(): string[] {
    return this.#sent('page')
      .filter((send) => send.isCancelled)
      .map(({ message: { user, target } }) => `${user} ${target.contact}`)
  }

  /** Every notice so far: `7m bob mail acknowledged by Ana`. */
  get notices(): string[] {
    return this.#sent('notice').map(({ message: { requestedAt, user, target, notice } }) =>
      [shownAt(requestedAt), user, target.contact, notice?.event, ...(notice?.by ? ['by', notice.by] : [])].join(' '),
    )
  }

  get messages() {
    return [...this.#shell.sends.values()].map((send) => send.message)
  }

  /** What waits: `5m escalation`, `10m rule:ana:1:1`. */
  get wakes(): string[] {
    return [...this.#shell.wakes]
      .sort(([, a], [, b]) => a.due - b.due)
      .map(([key, { due }]) => `${shownAt(due)} ${key.slice(INCIDENT.length + 1)}`)
  }

  #sent(kind: 'page' | 'notice'): Send[] {
    return [...this.#shell.sends.values()].filter((send) => send.message.kind === kind)
  }
}

export function given(world: Partial<World> = {}): Story {
  return new Story(aDirectory(world))
}
