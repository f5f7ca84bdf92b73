import { expect, test } from 'vitest'
import type { IncidentId } from '../kernel/brand.ts'
import { STATUSES } from '../kernel/scales.ts'
import { aSource, SETTINGS } from '../testing/directory.ts'
import { at, ms } from '../testing/time.ts'
import { calcJoin, type GroupIncident } from './join.ts'

const ID = 'INC-2026-000001' as IncidentId
const windowed = aSource('monitor', { groupWindowMs: ms('30m') })

function joined(latest: Partial<GroupIncident>, time: string, source = aSource('monitor')) {
  return calcJoin({ id: ID, status: 'open', recordedAt: at('0m'), ...latest }, source, SETTINGS, at(time))
}

test('the first alert of a group opens an incident', () => {
  expect(calcJoin(undefined, windowed, SETTINGS, at('0m'))).toEqual({ kind: 'open', because: 'new_group' })
})

test('an incident that is worked on takes further alerts of its group, however old it is', () => {
  for (const status of ['open', 'acknowledged', 'mitigated'] as const) {
    expect(joined({ status }, '300d')).toEqual({ kind: 'join', incident: ID, because: 'joined_open_group' })
  }
})

test('after the window of its source an open incident lets go of the group, and a new one opens', () => {
  expect(joined({}, '29m59s', windowed)).toMatchObject({ kind: 'join' })
  expect(joined({}, '30m', windowed)).toEqual({ kind: 'open', release: ID, because: 'group_window_passed' })
})

test('what comes back while it is being verified is the same problem, whatever the window', () => {
  const relapse = { kind: 'join', incident: ID, because: 'relapse_while_verifying' }
  expect(joined({ status: 'verifying' }, '5h', windowed)).toEqual(relapse)
})

test('within the reopen window a resolved incident takes the relapse', () => {
  const resolved = { status: 'resolved', resolvedAt: at('1h') } as const
  expect(joined(resolved, '1h59m59s')).toEqual({ kind: 'join', incident: ID, because: 'relapse_within_window' })
})

test('after the reopen window a new incident opens, and the resolved one can no longer come back into the group', () => {
  const resolved = { status: 'resolved', resolvedAt: at('1h') } as const
  expect(joined(resolved, '2h')).toEqual({ kind: 'open', recurrenceOf: ID, release: ID, because: 'new_group' })
})

test('what is closed, declined or merged is over: the next alert is a recurrence', () => {
  for (const status of ['closed', 'declined', 'merged'] as const) {
    const final = { status, resolvedAt: at('1h') }
    expect(joined(final, '1h')).toEqual({ kind: 'open', recurrenceOf: ID, because: 'new_group' })
  }
})

test('every status has an answer', () => {
  for (const status of STATUSES) expect(joined({ status }, '1h').because).toMatch(/.+/)
})

test('where the incident of the group was merged, its alerts follow; what they follow keeps its own group', () => {
  const followed = { isFollowed: true } as const
  expect(joined(followed, '5m')).toEqual({ kind: 'join', incident: ID, because: 'joined_merged_group' })
  expect(joined(followed, '30m', windowed)).toEqual({ kind: 'open', because: 'group_window_passed' })
  const resolved = { ...followed, status: 'resolved', resolvedAt: at('1h') } as const
  expect(joined(resolved, '2h')).toEqual({ kind: 'open', recurrenceOf: ID, because: 'new_group' })
})
