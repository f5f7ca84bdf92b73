/**
 * The shell's contract towards the core, in memory: effects are applied in order, of two words on one key the last one
 * counts; a wake that is due is taken away and comes back as its command; a send that nobody has begun can be dropped.
 */
import {
  commandOfWake,
  type IncidentCommand,
  type IncidentEffect,
  type IncidentState,
  type Outcome,
  run,
} from '../incident.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Instant } from '../kernel/brand.ts'
import type { PersonMessage, SendClass, Wake } from '../kernel/decision.ts'
import type { Fact } from '../kernel/fact.ts'
import type { AskExpression } from '../kernel/subject.ts'
import type { Directory } from '../people/directory.ts'

export interface Send {
  class: SendClass
  message: PersonMessage
  isCancelled: boolean
}

export interface Shell {
  state: IncidentState | null
  facts: Fact[]
  wakes: Map<string, { due: Instant; wake: Wake }>
  sends: Map<string, Send>
  /** How expressions of policies are evaluated; absent: they cannot be. */
  ask?: AskExpression
  /** What nobody can guess; absent: the empty word. */
  chance?: () => string
}

export const TIMER: Actor = { kind: 'system', part: 'timer' }

export function newShell(): Shell {
  return { state: null, facts: [], wakes: new Map(), sends: new Map() }
}

/** Runs a command and applies what came of it; a rejection changes nothing. */
export function handle(
  shell: Shell,
  command: IncidentCommand,
  at: Instant,
  actor: Actor,
  directory: Directory,
): Outcome {
  const outcome = run(shell.state, command, {
    at,
    actor,
    directory,
    ...(shell.ask && { ask: shell.ask }),
    ...(shell.chance && { chance: shell.chance }),
  })
  if ('rejected' in outcome) return outcome
  shell.state = outcome.state
  shell.facts.push(...outcome.facts)
  for (const effect of outcome.effects) apply(shell, effect)
  return outcome
}

function apply(shell: Shell, effect: IncidentEffect): void {
  switch (effect.kind) {
    case 'wake':
      shell.wakes.set(effect.key, { due: effect.due, wake: effect.wake })
      return
    case 'cancel_wake':
      shell.wakes.delete(effect.key)
      return
    case 'send':
      if (shell.sends.has(effect.key)) throw new Error(`the key ${effect.key} was sent before`)
      shell.sends.set(effect.key, { class: effect.class, message: effect.message, isCancelled: false })
      return
    case 'cancel_send': {
      const send = shell.sends.get(effect.key)
      if (!send) throw new Error(`the send ${effect.key} was never asked for`)
      send.isCancelled = true
    }
  }
}

/** The next wake that is due by `until`, earliest first; wakes of one instant in the order in which they were set. */
export function nextWake(shell: Shell, until: Instant): { key: string; due: Instant; wake: Wake } | undefined {
  let next: { key: string; due: Instant; wake: Wake } | undefined
  for (const [key, { due, wake }] of shell.wakes) {
    if (due <= until && (!next || due < next.due)) next = { key, due, wake }
  }
  return next
}

/** Fires every wake that is due by `until`, each at its own instant, those included that are set meanwhile. */
export function fireDue(shell: Shell, until: Instant, directory: Directory): Outcome[] {
  return fireEach(shell, until, (due) => due, directory)
}

/** The same after a pause in which nothing ran: everything that came due fires now. */
export function fireLate(shell: Shell, now: Instant, directory: Directory): Outcome[] {
  return fireEach(shell, now, () => now, directory)
}

function fireEach(shell: Shell, until: Instant, firedAt: (due: Instant) => Instant, directory: Directory): Outcome[] {
  const outcomes: Outcome[] = []
  for (let next = nextWake(shell, until); next; next = nextWake(shell, until)) {
    shell.wakes.delete(next.key)
    outcomes.push(handle(shell, commandOfWake(next.wake), firedAt(next.due), TIMER, directory))
  }
  return outcomes
}
