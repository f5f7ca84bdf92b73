import { expect, test } from 'vitest'
import { delayMs, FIRST_STATE, type LineEvent, type LineState, nextLine } from './live-line.ts'

const after = (events: LineEvent['kind'][], from: LineState = FIRST_STATE): LineState =>
  events.reduce((state, kind) => nextLine(state, { kind }, 0).state, from)

const tasks = (state: LineState, kind: LineEvent['kind'], chance = 0) => nextLine(state, { kind }, chance).tasks

test('the first opening loads anew what was loaded before it', () => {
  expect(tasks(FIRST_STATE, 'opened')).toEqual([{ kind: 'catch_up' }])
})

test('a line that was lost is mended, and what was missed is caught up with once', () => {
  const lost = after(['opened', 'lost'])
  expect(lost.phase).toBe('reconnecting')
  expect(tasks(lost, 'opened')).toEqual([{ kind: 'catch_up' }])
  expect(tasks(after(['opened'], lost), 'opened')).toEqual([])
})

test('the reader is told that the line is down when several attempts failed', () => {
  expect(after(['opened', 'lost', 'lost', 'lost']).phase).toBe('reconnecting')
  expect(after(['opened', 'lost', 'lost', 'lost', 'lost']).phase).toBe('offline')
  expect(after(['opened', 'lost', 'lost', 'lost', 'lost', 'opened'])).toEqual({
    phase: 'live',
    failures: 0,
    hasGap: false,
  })
})

test('pauses grow up to fifteen seconds and are spread', () => {
  expect([1, 2, 3].map((failures) => delayMs(failures, 0))).toEqual([250, 500, 1_000])
  expect(delayMs(1, 0.999)).toBeLessThanOrEqual(500)
  expect(delayMs(40, 0.999)).toBeLessThanOrEqual(15_000)
})

test('without a network nothing is tried, and with it at once', () => {
  const down = nextLine(after(['opened']), { kind: 'network_down' }, 0)
  expect(down.state.phase).toBe('offline')
  expect(down.tasks).toEqual([{ kind: 'disconnect' }])
  expect(tasks(down.state, 'network_up')).toEqual([{ kind: 'connect', inMs: 0 }])
})

test('a page that is looked at again does not wait for the end of the pause', () => {
  expect(tasks(after(['opened', 'lost']), 'page_shown')).toEqual([{ kind: 'connect', inMs: 0 }])
  expect(tasks(after(['opened']), 'page_shown')).toEqual([])
})

test('the server’s word that something was missed loads anew and keeps the line', () => {
  const live = after(['opened'])
  expect(nextLine(live, { kind: 'resync' }, 0)).toEqual({ state: live, tasks: [{ kind: 'catch_up' }] })
})
