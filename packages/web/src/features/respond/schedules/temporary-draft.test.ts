import { expect, test } from 'vitest'
import { bodyOfTemporary, newTemporary, restOf, uncoveredOf, withPlan, withShift } from './temporary-draft.ts'

const at = (text: string) => Date.parse(text)
const HOLIDAYS = { startMs: at('2026-12-24T08:00Z'), endMs: at('2026-12-26T08:00Z') }

test('a temporary schedule begins with one shift over all of it, and waits for people', () => {
  const draft = newTemporary(HOLIDAYS, 'UTC')
  expect(bodyOfTemporary(draft, 'UTC')).toBeUndefined()
  const filled = { ...draft, shifts: draft.shifts.map((shift) => ({ ...shift, people: ['ana'] })) }
  const [from, to] = ['2026-12-24T08:00:00.000Z', '2026-12-26T08:00:00.000Z']
  expect(bodyOfTemporary(filled, 'UTC')).toEqual({
    ...{ starts_at: from, ends_at: to },
    shifts: [{ starts_at: from, ends_at: to, people: ['ana'] }],
  })
  expect(uncoveredOf(filled, 'UTC')).toEqual([])
})

test('the present plan is put in as it is, without its gaps, and what is open is told', () => {
  const person = (id: string) => ({ user: { id, name: id }, layer: 0 })
  const plan = [
    { starts_at: '2026-12-20T08:00:00Z', ends_at: '2026-12-25T00:00:00Z', people: [person('ana')] },
    { starts_at: '2026-12-25T00:00:00Z', ends_at: '2026-12-25T06:00:00Z', people: [] },
    { starts_at: '2026-12-25T06:00:00Z', ends_at: '2026-12-30T06:00:00Z', people: [person('ben'), person('cem')] },
  ]
  const draft = withPlan(newTemporary(HOLIDAYS, 'UTC'), plan, 'UTC')
  expect(draft.shifts.map(({ startsAt, endsAt, people }) => [startsAt, endsAt, people.join()])).toEqual([
    ['2026-12-24T08:00', '2026-12-25T00:00', 'ana'],
    ['2026-12-25T06:00', '2026-12-26T08:00', 'ben,cem'],
  ])
  expect(uncoveredOf(draft, 'UTC')).toEqual([{ startMs: at('2026-12-25T00:00Z'), endMs: at('2026-12-25T06:00Z') }])
})

test('a further shift begins where the last one ends', () => {
  const draft = newTemporary(HOLIDAYS, 'UTC')
  const [first] = draft.shifts
  if (!first) throw new Error('there is no shift')
  const shorter = { ...draft, shifts: [{ ...first, endsAt: '2026-12-25T08:00' }] }
  expect(withShift(shorter).shifts[1]).toMatchObject({ startsAt: '2026-12-25T08:00', endsAt: '2026-12-26T08:00' })
})

test('of one that runs, what is past is not made anew', () => {
  const shift = (from: string, to: string) => ({ starts_at: from, ends_at: to, people: [{ id: 'ana', name: 'Ana' }] })
  const shown = {
    ...{ id: 't', starts_at: '2026-12-24T08:00:00Z', ends_at: '2026-12-26T08:00:00Z' },
    shifts: [
      shift('2026-12-24T08:00:00Z', '2026-12-24T20:00:00Z'),
      shift('2026-12-24T20:00:00Z', '2026-12-26T08:00:00Z'),
    ],
  }
  expect(restOf(shown, at('2026-12-25T00:00Z'))).toEqual({
    ...{ starts_at: '2026-12-25T00:00:00.000Z', ends_at: '2026-12-26T08:00:00Z' },
    shifts: [{ starts_at: '2026-12-25T00:00:00.000Z', ends_at: '2026-12-26T08:00:00Z', people: ['ana'] }],
  })
})
