import { expect, test } from 'vitest'
import { EMPTY_DRAFT, isWorthKeeping, parseDraft } from './declare-draft.ts'

test('a draft comes back as it was left', () => {
  const draft = { ...EMPTY_DRAFT, title: 'Checkout fails', services: ['shop'], severity: 'high' as const }
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft)
})

test('what is unknown in a draft takes its default, and the rest is kept', () => {
  const text = JSON.stringify({ title: 'Slow', severity: 'catastrophic', services: ['shop', 7], colour: 'red' })
  expect(parseDraft(text)).toEqual({ ...EMPTY_DRAFT, title: 'Slow', services: ['shop'] })
})

test('what is no draft is none', () => {
  expect([null, '', 'not json', '7', 'null'].map(parseDraft)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('a choice of severity alone is not worth keeping, a word or a service is', () => {
  expect(isWorthKeeping({ ...EMPTY_DRAFT, severity: 'high', title: '  ' })).toBe(false)
  expect(isWorthKeeping({ ...EMPTY_DRAFT, description: 'since noon' })).toBe(true)
  expect(isWorthKeeping({ ...EMPTY_DRAFT, services: ['shop'] })).toBe(true)
})
