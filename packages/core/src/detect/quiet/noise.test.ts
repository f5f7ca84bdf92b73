import { expect, test } from 'vitest'
import type { Instant } from '../../kernel/brand.ts'
import { calcNoiseScore, isNight, type NoiseFigures, proposeQuiet } from './noise.ts'

function figures(changes: Partial<NoiseFigures> = {}): NoiseFigures {
  return {
    ...{ fired: 10, actedOn: 10, brief: 0, cameBack: 0, woke: 0, marked: 0 },
    shorterThan: { '2m': 0, '5m': 0, '15m': 0 },
    ...changes,
  }
}

test('night is what the clock of the person says', () => {
  const at = Date.parse('2026-01-05T21:30:00Z') as Instant
  expect(isNight(at, 'UTC')).toBe(false)
  expect(isNight(at, 'Europe/Berlin')).toBe(true)
  expect(isNight(at, 'Asia/Tokyo')).toBe(true)
  expect(isNight(Date.parse('2026-01-05T22:00:00Z') as Instant, 'Asia/Tokyo')).toBe(false)
})

test('one who was woken weighs more than many alerts that nobody saw', () => {
  expect(calcNoiseScore(figures({ woke: 2 }))).toBeGreaterThan(calcNoiseScore(figures({ actedOn: 0 })))
  expect(calcNoiseScore(figures())).toBe(0)
})

test('what clears by itself should wait, as long as most of it lasts', () => {
  const brief = { brief: 6, actedOn: 0, shorterThan: { '2m': 2, '5m': 6, '15m': 7 } }
  expect(proposeQuiet(figures(brief))).toEqual({ kind: 'wait', wait: '5m', spares: 6 })
  expect(proposeQuiet(figures({ ...brief, shorterThan: { '2m': 5, '5m': 6, '15m': 7 } }))).toMatchObject({ wait: '2m' })
})

test('what comes and goes flaps, what nobody ever acts on is recorded, what always fires goes', () => {
  expect(proposeQuiet(figures({ cameBack: 5 }))).toEqual({ kind: 'flapping', spares: 5 })
  expect(proposeQuiet(figures({ actedOn: 0 }))).toEqual({ kind: 'record_only', spares: 10 })
  expect(proposeQuiet(figures({ fired: 50, actedOn: 0 }))).toEqual({ kind: 'delete', spares: 50 })
})

test('what people act on, and what is too seldom, is left alone', () => {
  expect(proposeQuiet(figures())).toBeUndefined()
  expect(proposeQuiet(figures({ fired: 2, actedOn: 0 }))).toBeUndefined()
})
