import { describe, expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { type FoundTimeOff, type KnownTimeOff, listNewAbsences, planTimeOffSync } from './time-off-sync.ts'

const NOW = 100 as Instant
const found = (key: string, from: number, to: number, title = key): FoundTimeOff => ({
  ...{ key, title, startsAt: from as Instant, endsAt: to as Instant },
})
const known = (key: string, from: number, to: number, more: Partial<KnownTimeOff> = {}): KnownTimeOff => ({
  ...{ ...found(key, from, to), id: `id-${key}`, isIgnored: false },
  ...more,
})

describe('time off that is read again', () => {
  test('stays as it is when the calendar says the same', () => {
    expect(planTimeOffSync([known('a', 200, 300)], [found('a', 200, 300)], NOW)).toEqual({
      ...{ added: [], changed: [], removed: [], ended: [] },
    })
  })

  test('is added, moved, renamed and removed with its event', () => {
    const before = [known('moved', 200, 300), known('renamed', 400, 500), known('gone', 600, 700)]
    const plan = planTimeOffSync(
      before,
      [found('moved', 210, 310), found('renamed', 400, 500, 'Other'), found('new', 800, 900)],
      NOW,
    )
    expect(plan).toEqual({
      added: [found('new', 800, 900)],
      changed: [known('moved', 210, 310), known('renamed', 400, 500, { title: 'Other' })],
      removed: [known('gone', 600, 700)],
      ended: [],
    })
  })

  test('keeps what is past: what runs begins when it began, and ends now when its event is gone or lies ahead', () => {
    const before = [known('longer', 50, 200), known('gone', 60, 200), known('later', 70, 200)]
    const plan = planTimeOffSync(before, [found('longer', 90, 400), found('later', 500, 600)], NOW)
    expect(plan).toEqual({
      added: [found('later', 500, 600)],
      changed: [known('longer', 50, 400)],
      removed: [],
      ended: [known('later', 70, 200), known('gone', 60, 200)],
    })
  })

  test('is known by its span where the calendar makes new keys each time', () => {
    const before = [known('x1', 200, 300), known('x2', 200, 300, { isIgnored: true })]
    const plan = planTimeOffSync(before, [found('y1', 200, 300), found('y2', 200, 300)], NOW)
    expect([plan.added, plan.removed]).toEqual([[], []])
    expect(plan.changed.map(({ id, key }) => [id, key])).toEqual([
      ['id-x1', 'y1'],
      ['id-x2', 'y2'],
    ])
    expect(listNewAbsences(before, plan)).toEqual([])
  })

  test('stays ignored when it moves, also while it runs', () => {
    const before = [known('a', 50, 200, { isIgnored: true })]
    const plan = planTimeOffSync(before, [found('a', 300, 400)], NOW)
    expect(plan.changed).toEqual([known('a', 300, 400, { isIgnored: true })])
    expect(listNewAbsences(before, plan)).toEqual([])
    expect(planTimeOffSync(before, [], NOW).removed).toEqual(before)
  })
})

test('news are the spans that were not off before', () => {
  const before = [known('a', 200, 300), known('b', 350, 400)]
  const plan = planTimeOffSync(before, [found('a', 150, 320), found('b', 350, 390), found('c', 310, 420)], NOW)
  expect(listNewAbsences(before, plan)).toEqual([
    { startsAt: 150, endsAt: 200 },
    { startsAt: 300, endsAt: 320 },
    { startsAt: 310, endsAt: 350 },
    { startsAt: 400, endsAt: 420 },
  ])
})
