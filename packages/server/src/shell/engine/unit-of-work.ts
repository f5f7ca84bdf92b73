/**
 * A unit of work: the commands of one transaction, decided in memory on loaded incidents and written in a handful of
 * statements, however many incidents they touch.
 */
import { askCondition } from '@tocsin/adapters/rules/incident-condition.ts'
import { type IncidentCommand, type IncidentState, type Outcome, run } from '@tocsin/core/incident.ts'
import { listButtonsNotices } from '@tocsin/core/incident-buttons.ts'
import { listChannelNotices } from '@tocsin/core/incident-channel.ts'
import { listIncidentEvents } from '@tocsin/core/incident-events.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { DurationMs, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Context } from '@tocsin/core/kernel/decision.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { SendRow } from '../store/sends.ts'
import type { StoreTx, WakeRow } from '../store/store.ts'
import { CHAIN_START, chainFacts } from './fact-chain.ts'
import { POLL_MS } from './loop.ts'
import { Turns } from './turns.ts'

interface Held {
  expectedVersion: number
  state: IncidentState | null
  lastHash: string
  facts: Fact[]
}

export class UnitOfWork {
  readonly tx: StoreTx
  readonly directory: Directory
  readonly at: Instant
  readonly #incidents = new Map<IncidentId, Held>()
  /** The last word on each key; null deletes. */
  readonly #wakes = new Map<string, WakeRow | null>()
  readonly #sends = new Map<string, SendRow>()
  readonly #cancelled = new Set<string>()
  readonly #nudges = new Set<string>()
  readonly #turns = new Turns()
  readonly #lastWrites: (() => Promise<unknown>)[] = []
  readonly #chance: (() => string) | undefined

  /** @param chance makes what nobody can guess, for decisions that need it */
  constructor(tx: StoreTx, directory: Directory, at: Instant, chance?: () => string) {
    this.#chance = chance
    this.tx = tx
    this.directory = directory
    this.at = at
  }

  /** Loads incidents for change; those that are held already stay as they are. */
  async load(ids: Iterable<IncidentId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#incidents.has(id))
    if (missing.length === 0) return
    const loaded = await this.tx.loadIncidents(missing)
    for (const id of missing) {
      const found = loaded.get(id)
      this.#incidents.set(id, {
        expectedVersion: found?.state.version ?? 0,
        state: found?.state ?? null,
        lastHash: found?.lastHash ?? CHAIN_START,
        facts: [],
      })
    }
    await this.#turns.loadFor(this.tx, [...loaded.values()])
  }

  /** For incidents that are yet to be opened: steps of today's policies that take turns. */
  async loadTurns(): Promise<void> {
    await this.#turns.loadOf(this.tx, this.directory)
  }

  /** The state as the commands so far left it. The incident must have been loaded. */
  state(id: IncidentId): IncidentState | null {
    const held = this.#incidents.get(id)
    assert(held, `incident ${id} was not loaded`)
    return held.state
  }

  run(id: IncidentId, command: IncidentCommand, actor: Actor): Outcome {
    const held = this.#incidents.get(id) ?? this.#fresh(id, command)
    const { turns } = this.#turns
    const chance = this.#chance && { chance: this.#chance }
    const context: Context = { at: this.at, actor, directory: this.directory, ask: askCondition, turns, ...chance }
    const outcome = run(held.state, command, context)
    if ('rejected' in outcome) return outcome
    this.#turns.take(outcome.facts)
    held.state = outcome.state
    held.facts.push(...outcome.facts)
    for (const effect of outcome.effects) this.#apply(id, effect)
    return outcome
  }

  /** An incident that is opened needs no loading: its number was just made. */
  #fresh(id: IncidentId, command: IncidentCommand): Held {
    assert(command.type === 'OpenIncident', `incident ${id} was not loaded`)
    const held: Held = { expectedVersion: 0, state: null, lastHash: CHAIN_START, facts: [] }
    this.#incidents.set(id, held)
    return held
  }

  #apply(id: IncidentId, effect: Exclude<Outcome, { rejected: unknown }>['effects'][number]): void {
    switch (effect.kind) {
      case 'wake':
        this.setWake({ key: effect.key, kind: effect.wake.kind, subject: id, due: effect.due, body: effect.wake })
        return
      case 'cancel_wake':
        this.dropWake(effect.key)
        return
      case 'send':
        this.#nudges.add(`send:${effect.class}`)
        this.#sends.set(effect.key, {
          key: effect.key,
          class: effect.class,
          incident: id,
          due: after(this.at, effect.delayMs ?? (0 as DurationMs)),
          message: effect.message,
          requestedAt: this.at,
        })
        return
      case 'cancel_send':
        if (!this.#sends.delete(effect.key)) this.#cancelled.add(effect.key)
        return
    }
  }

  /** A message that no incident asked for by itself. */
  addSend(row: SendRow): void {
    this.#sends.set(row.key, row)
    this.#nudges.add(`send:${row.class}`)
  }

  /** In the transaction of the facts: what receivers outside are told is as lasting as what happened. */
  #tellOutside(facts: readonly Fact[], state: IncidentState): void {
    for (const message of listIncidentEvents(facts, state, this.directory)) {
      const { id: incident } = state
      const key = `event/${incident}/${message.fact}`
      this.addSend({ key, class: 'sync', incident, due: this.at, message, requestedAt: this.at })
    }
    for (const message of listChannelNotices(facts, state)) {
      const { incident } = message
      const key = `channel/${incident}/${message.version}`
      this.addSend({ key, class: 'chat', incident, due: this.at, message, requestedAt: this.at })
    }
  }

  #bringUpToDate(facts: readonly Fact[], state: IncidentState): void {
    for (const message of listButtonsNotices(facts, state, this.directory)) {
      const { incident } = message
      const key = `buttons/${incident}/${state.version}`
      this.addSend({ key, class: 'chat', incident, due: this.at, message, requestedAt: this.at })
    }
  }

  setWake(row: WakeRow): void {
    this.#wakes.set(row.key, row)
    // What is due later than that is found by the loop's own look, and a page need not share the processor with one for nothing.
    if (row.due < this.at + POLL_MS) this.#nudges.add('wakes')
  }

  dropWake(key: string): void {
    this.#wakes.set(key, null)
  }

  /** A statement that is sent with everything that is written at the end, ahead of it. */
  writeAtEnd(statement: () => Promise<unknown>): void {
    this.#lastWrites.push(statement)
  }

  /** Wakes a loop of this process after the commit. */
  nudgeAfterCommit(loop: string): void {
    this.#nudges.add(loop)
  }

  /** Whether a claimed wake was given a new due instant by what it caused. */
  hasWake(key: string): boolean {
    return this.#wakes.has(key)
  }

  /** Writes everything: facts first, because that is where a lost race shows. */
  async flush(): Promise<void> {
    const changed = [...this.#incidents].filter(([, held]) => held.facts.length > 0)
    const saves = changed.map(([id, held]) => {
      const facts = chainFacts(id, held.lastHash, held.facts)
      assert(held.state, `incident ${id} has facts and a state`)
      this.#tellOutside(held.facts, held.state)
      this.#bringUpToDate(held.facts, held.state)
      const lastHash = facts.at(-1)?.hash ?? held.lastHash
      return { expectedVersion: held.expectedVersion, state: held.state, facts, lastHash, at: this.at }
    })
    const dropped = [...this.#wakes].filter(([, row]) => row === null).map(([key]) => key)
    await this.tx.inOrder(
      ...this.#lastWrites,
      () => this.tx.saveIncidents(saves),
      () => this.tx.saveTurns(this.#turns.taken()),
      () => this.tx.deleteWakes(dropped),
      () => this.tx.saveWakes([...this.#wakes.values()].filter((row) => row !== null)),
      () => this.tx.cancelSends([...this.#cancelled], this.at),
      () => this.tx.addSends([...this.#sends.values()]),
    )
  }

  /** What the transaction did, for those who are told after its commit. */
  report(): { incidents: [IncidentId, Fact[]][]; nudges: Set<string> } {
    return {
      incidents: [...this.#incidents].filter(([, held]) => held.facts.length > 0).map(([id, held]) => [id, held.facts]),
      nudges: this.#nudges,
    }
  }
}
