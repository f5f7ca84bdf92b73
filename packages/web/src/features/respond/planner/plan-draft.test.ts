import { expect, test } from 'vitest'
import type { Schedule } from '../../../api/types.ts'
import { bodyOf, draftOf } from '../schedules/editor/schedule-draft.ts'
import { beginOf, firstStart, newPlan, planBodyOf, withPlan } from './plan-draft.ts'

const SCHEDULE = {
  ...{ id: 'main', name: 'Main', zone: 'Asia/Tokyo', owned_by: 'app', version: 3 },
  layers: [
    { zone: 'Europe/Berlin', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05', people: ['a', ['b', 'c']] },
    { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05', people: [{ team: 't' }] },
  ],
} as Schedule

test('a plan begins with the layer as it is, from its next hand-over on', () => {
  const [, weekly] = draftOf(SCHEDULE).layers
  if (!weekly) throw new Error('there is no second layer')
  const plan = newPlan(weekly, '2026-03-16')
  expect(plan).toMatchObject({ people: ['a', 'b', 'c'], start: '2026-03-23', shifts: 13 })
  expect(planBodyOf(plan, 'main')).toEqual({
    ...{ people: ['a', 'b', 'c'], zone: 'Europe/Berlin', every: '1 week', handoff: 'Mon 09:00' },
    ...{ start: '2026-03-23', shifts: 13, schedule: 'main' },
  })
  expect(planBodyOf({ ...plan, people: [] }, 'main')).toBeUndefined()
  expect(beginOf(plan)).toBe(Date.parse('2026-03-23T08:00Z'))
})

test('days begin tomorrow, weeks on their weekday, months on their day', () => {
  const rhythm = { weekday: 'Thu', dayOfMonth: 31 } as const
  expect(firstStart({ ...rhythm, unit: 'day' }, '2026-01-31')).toBe('2026-02-01')
  expect(firstStart({ ...rhythm, unit: 'week' }, '2026-01-31')).toBe('2026-02-05')
  expect(firstStart({ ...rhythm, unit: 'month' }, '2026-01-31')).toBe('2026-02-28')
})

test('a plan that is used takes the turns of its layer from the first shift on, and leaves the others', () => {
  const draft = draftOf(SCHEDULE)
  const [team, weekly] = draft.layers
  if (!weekly) throw new Error('there is no second layer')
  const plan = newPlan(weekly, '2026-03-16')
  const user = (id: string) => ({ id, name: id })
  const shift = (from: string, to: string, who: string | null) => ({
    ...{ starts_at: `2026-${from}:00Z`, ends_at: `2026-${to}:00Z`, weighted: 1 },
    user: who === null ? null : user(who),
  })
  const shifts = [shift('03-23T08:00', '03-30T07:00', 'b'), shift('03-30T07:00', '04-06T07:00', null)]
  const used = withPlan(draft, { key: weekly.key, plan, shifts })
  expect(used.layers[0]).toBe(team)
  expect(bodyOf(used)).toMatchObject({
    ...{ effective_from: '2026-03-23T08:00:00.000Z', keep_current: false },
    layers: [{ every: '1 week', handoff: 'Mon 09:00', start: '2026-03-23', people: ['b', []] }, { every: '1 day' }],
  })
})
