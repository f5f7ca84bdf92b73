/**
 * Dry run: what would happen to an incident that is opened at an instant and that nobody answers. The core itself is asked, wake by wake,
 * so that the answer is what would happen and not a second opinion of it. Nothing is written and nobody is paged.
 */
import { commandOfWake, type IncidentEffect, type IncidentState, run } from './incident.ts'
import type { IncidentCommand } from './incident-state.ts'
import type { Instant } from './kernel/brand.ts'
import type { Context, Wake } from './kernel/decision.ts'
import type { Fact } from './kernel/fact.ts'
import { nextTurn } from './kernel/turn.ts'

export interface DryRun {
  state: IncidentState
  /** Of the whole time, in order. */
  facts: Fact[]
  /** More would have followed. */
  isCut: boolean
}

/** Wakes that brought something about: a long policy that repeats often ends before. */
const MOVES_MAX = 2_000
/** Criteria that read minutes are asked each minute, most often in vain. */
const WAKES_MAX = 20_000

/** `until`: the instant at which it ends, when it has not ended before; nobody is asked any more once the admins were called. */
export function dryRun(
  opening: Extract<IncidentCommand, { type: 'OpenIncident' }>,
  { at, directory, ask, turns }: Pick<Context, 'at' | 'directory' | 'ask' | 'turns'>,
  until: Instant,
): DryRun | undefined {
  const taken = new Map(turns ?? [])
  const wakes = new Map<string, { due: Instant; wake: Wake }>()
  const facts: Fact[] = []
  const contextAt = (instant: Instant): Context => ({
    at: instant,
    actor: { kind: 'system', part: 'timer' },
    directory,
    turns: taken,
    ...(ask && { ask }),
  })
  const first = run(null, opening, contextAt(at))
  if ('rejected' in first) return undefined
  let { state } = first
  take(first)
  for (let count = 0, moves = 0; count < WAKES_MAX && moves < MOVES_MAX; count++) {
    const next = earliest(wakes)
    if (!next || next.due > until || isExhausted(facts)) return { state, facts, isCut: next !== undefined }
    wakes.delete(next.key)
    const outcome = run(state, commandOfWake(next.wake), contextAt(next.due))
    if ('rejected' in outcome) continue
    if (outcome.facts.length > 0) moves++
    state = outcome.state
    take(outcome)
  }
  return { state, facts, isCut: true }

  function take(outcome: { facts: Fact[]; effects: IncidentEffect[] }): void {
    facts.push(...outcome.facts)
    for (const fact of outcome.facts)
      if (fact.type === 'StepFired' && fact.turn) taken.set(fact.turn.key, nextTurn(fact.turn))
    for (const effect of outcome.effects) {
      if (effect.kind === 'wake') wakes.set(effect.key, { due: effect.due, wake: effect.wake })
      if (effect.kind === 'cancel_wake') wakes.delete(effect.key)
    }
  }
}

/** From here on the same happens again and again. */
function isExhausted(facts: readonly Fact[]): boolean {
  return facts.some(({ type }) => type === 'EscalationExhausted')
}

function earliest(wakes: ReadonlyMap<string, { due: Instant; wake: Wake }>) {
  let next: { key: string; due: Instant; wake: Wake } | undefined
  for (const [key, { due, wake }] of wakes) if (!next || due < next.due) next = { key, due, wake }
  return next
}
