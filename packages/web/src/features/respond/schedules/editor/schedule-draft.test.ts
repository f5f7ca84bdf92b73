import { expect, test } from 'vitest'
import type { Schedule } from '../../../../api/types.ts'
import { bodyOf, draftOf, isAskable, moveItem, newDraft, newLayer, problemsWithin } from './schedule-draft.ts'

const office = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].map((day) => ({ days: [day], from: '09:00', to: '17:00' }))

const SCHEDULE: Schedule = {
  ...{ id: 'primary', name: 'Primary', zone: 'Europe/Berlin', owned_by: 'app', version: 3 },
  layers: [
    {
      ...{ zone: 'Europe/Berlin', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' },
      people: ['u1', ['u2', { team: 'payments' }], [], { schedule: 'europe' }],
    },
    {
      ...{ name: 'Office', zone: 'Asia/Tokyo', every: '2 months', handoff: '31 08:30', start: '2026-01-31' },
      people: ['u1'],
      restrictions: [...office, { days: ['Fri'], from: '20:00', to: '08:00', to_day: 'Mon' }],
      off_days: 'use_turn',
      starts_at: '2026-01-05T00:00:30Z',
    },
  ],
}

test('what is loaded and not touched is sent as it was', () => {
  const { name, zone, layers } = SCHEDULE
  const [low, high] = layers
  expect(bodyOf(draftOf(SCHEDULE))).toEqual({
    ...{ name, zone, keep_current: true },
    layers: [
      low,
      {
        ...high,
        restrictions: [
          { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00' },
          { days: ['Fri'], from: '20:00', to: '08:00', to_day: 'Mon' },
        ],
      },
    ],
  })
})

test('layers that are planned are edited as such: they stay where they are, move, or count at once', () => {
  const planned = { ...SCHEDULE, changed_at: ['2026-01-05T00:00:00Z', '2026-12-01T08:00:30Z'] }
  const nowMs = Date.parse('2026-11-22T00:00Z')
  const draft = draftOf(planned, nowMs)
  expect(draft.effectiveAt).toBe('2026-12-01T09:00')
  expect(bodyOf(draft).effective_from).toBe('2026-12-01T08:00:30Z')
  expect(bodyOf({ ...draft, effectiveAt: '2026-12-02T09:00' }).effective_from).toBe('2026-12-02T08:00:00.000Z')
  expect(bodyOf({ ...draft, effectiveAt: '' }).effective_from).toBe('1970-01-01T00:00:00.000Z')
  expect(bodyOf(draftOf(planned, Date.parse('2026-12-02T00:00Z')))).not.toHaveProperty('effective_from')
})

test('what is planned to begin later is dropped only when that was chosen', () => {
  const draft = draftOf(SCHEDULE)
  expect(bodyOf(draft)).not.toHaveProperty('later')
  expect(bodyOf({ ...draft, later: 'replace' }).later).toBe('replace')
})

test('fields of a layer that the form does not know are kept', () => {
  const [layer] = SCHEDULE.layers
  const schedule = { ...SCHEDULE, layers: [{ ...layer, colour: 'red' }] } as unknown as Schedule
  const draft = draftOf(schedule)
  const changed = { ...draft, layers: draft.layers.map((each) => ({ ...each, count: 2 })) }
  expect(bodyOf(changed).layers[0]).toMatchObject({ every: '2 weeks', colour: 'red' })
})

test('what is emptied is sent no more', () => {
  const draft = draftOf(SCHEDULE)
  const [high, ...others] = draft.layers
  if (!high) throw new Error('there is no layer')
  const emptied = { ...high, name: '', restrictions: [], usesOffDays: false, startsAt: '' }
  expect(bodyOf({ ...draft, layers: [emptied, ...others] }).layers[1]).toEqual({
    ...{ zone: 'Asia/Tokyo', every: '2 months', handoff: '31 08:30', start: '2026-01-31', people: ['u1'] },
  })
})

test('calendars of a layer are sent as they were, sent otherwise, and left out when none is chosen', () => {
  const [layer] = SCHEDULE.layers
  if (!layer) throw new Error('there is no layer')
  const holidays = { calendars: ['bavaria'], on: 'only' as const }
  const draft = draftOf({ ...SCHEDULE, layers: [{ ...layer, holidays }] })
  expect(bodyOf(draft).layers[0]).toEqual({ ...layer, holidays })
  const without = draft.layers.map((each) => ({ ...each, holidays: [] }))
  expect(bodyOf({ ...draft, layers: without }).layers[0]).toEqual(layer)
})

test('a layer of imported shifts has no turns, and has them again when it is changed back', () => {
  const draft = draftOf(SCHEDULE)
  const imported = draft.layers.map((each) => ({ ...each, shiftsFrom: 'vendor-rota' }))
  expect(bodyOf({ ...draft, layers: imported }).layers[0]).toMatchObject({ shifts_from: 'vendor-rota', people: [] })
  expect(isAskable({ ...newDraft('UTC', '2026-11-22'), layers: imported })).toBe(true)
  const back = imported.map((each) => ({ ...each, shiftsFrom: null }))
  expect(bodyOf({ ...draft, layers: back })).toEqual(bodyOf(draft))
})

test('the layers are shown from the highest, and stand in the problems by their place from below', () => {
  expect(draftOf(SCHEDULE).layers.map(({ name }) => name)).toEqual(['Office', ''])
  expect(problemsWithin({ 'layers.1.start': 'is no date', 'layers.10.zone': 'other', name: 'x' }, 'layers.1')).toEqual({
    start: 'is no date',
  })
})

test('a later beginning is read by the clock of the schedule', () => {
  const body = bodyOf({ ...draftOf(SCHEDULE), effectiveAt: '2026-12-01T09:00', keepsCurrent: false })
  expect([body.effective_from, body.keep_current]).toEqual(['2026-12-01T08:00:00.000Z', false])
})

test('a new layer has begun already, on whatever day it is made', () => {
  expect(newLayer('UTC', '2026-11-22').start).toBe('2026-11-16')
  expect(newLayer('UTC', '2026-11-23').start).toBe('2026-11-16')
  expect(newLayer('UTC', '2026-11-24').start).toBe('2026-11-23')
})

test('the server is asked once somebody has a turn', () => {
  const draft = newDraft('UTC', '2026-11-22')
  expect(isAskable(draft)).toBe(false)
  const filled = draft.layers.map((layer) => ({ ...layer, turns: [{ key: 1, members: ['user u1'] }] }))
  expect(isAskable({ ...draft, layers: filled })).toBe(true)
  expect(isAskable({ ...draft, layers: filled.map((layer) => ({ ...layer, start: '2026-02-30' })) })).toBe(false)
})

test('an item moves to another place, and not over the edge', () => {
  expect(moveItem(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moveItem(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b'])
  expect(moveItem(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
})
