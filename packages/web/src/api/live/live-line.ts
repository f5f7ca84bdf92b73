/**
 * The state of the line to the server, as a pure machine: what happened goes in, what to do comes out. The driver beside it
 * owns the sockets and the timers.
 */
export type LinePhase = 'connecting' | 'live' | 'reconnecting' | 'offline'

export interface LineState {
  phase: LinePhase
  /** Failed attempts since the line was last up. */
  failures: number
  /** Whether anything may have been missed: what is shown must be loaded again once the line is up. */
  hasGap: boolean
}

export type LineEvent =
  | { kind: 'opened' }
  | { kind: 'resync' }
  | { kind: 'lost' }
  | { kind: 'network_down' }
  | { kind: 'network_up' }
  | { kind: 'page_shown' }
  | { kind: 'asked' }

export type LineTask = { kind: 'connect'; inMs: number } | { kind: 'disconnect' } | { kind: 'catch_up' }

/** After so many failures the reader is told that the line is down, not only that it is being mended. */
const failuresUntilOffline = 4
const firstDelayMs = 500
const longestDelayMs = 15_000

/** The gap is open from the start: between the first loads and the opening of the line anything may have happened. */
export const FIRST_STATE: LineState = { phase: 'connecting', failures: 0, hasGap: true }

/** `chance` is a number from 0 up to 1. */
export function nextLine(state: LineState, event: LineEvent, chance: number): { state: LineState; tasks: LineTask[] } {
  switch (event.kind) {
    case 'opened':
      return {
        state: { phase: 'live', failures: 0, hasGap: false },
        tasks: state.hasGap ? [{ kind: 'catch_up' }] : [],
      }
    case 'resync':
      return { state, tasks: [{ kind: 'catch_up' }] }
    case 'lost':
      return lose(state, chance)
    case 'network_down':
      return { state: { ...state, phase: 'offline', hasGap: true }, tasks: [{ kind: 'disconnect' }] }
    case 'network_up':
      return state.phase === 'live' ? { state, tasks: [] } : connectNow(state)
    case 'page_shown':
    case 'asked':
      return state.phase === 'reconnecting' || state.phase === 'offline' ? connectNow(state) : { state, tasks: [] }
  }
}

function lose(state: LineState, chance: number): { state: LineState; tasks: LineTask[] } {
  const failures = state.failures + 1
  const phase = failures >= failuresUntilOffline ? 'offline' : 'reconnecting'
  return { state: { phase, failures, hasGap: true }, tasks: [{ kind: 'connect', inMs: delayMs(failures, chance) }] }
}

function connectNow(state: LineState): { state: LineState; tasks: LineTask[] } {
  return { state: { ...state, phase: 'reconnecting' }, tasks: [{ kind: 'connect', inMs: 0 }] }
}

/** Doubles from half a second up to fifteen, each spread over its upper half. */
export function delayMs(failures: number, chance: number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1))
  return Math.round(full / 2 + (full / 2) * chance)
}
