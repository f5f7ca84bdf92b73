import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { expect, test } from 'vitest'
import { joinKey, type SignalDraft, said, signalOf } from './signal-draft.ts'
import { RECEIVED_AT } from './testing/door-request.ts'

const signal = (draft: Partial<SignalDraft>) =>
  signalOf(
    { key: 'k', state: 'firing', title: 'T', labels: {}, ...draft },
    { defaultSeverity: 'high', receivedAt: RECEIVED_AT },
  )

test('what the sender does not say is filled: severity by the source, title by the key', () => {
  expect(signal({ title: ' ' })).toMatchObject({
    title: 'k',
    severity: 'high',
    labels: {},
    annotations: {},
    isTest: false,
  })
  expect(signal({ severity: 'low' }).severity).toBe('low')
  expect(signal({ title: undefined, key: undefined }).title).toBe('Alert without a title')
})

test('without a key title and labels are the identity, in whatever order the labels stand', () => {
  const one = signal({ key: undefined, labels: { a: 1, b: '2', blank: ' ' } })
  expect(signal({ key: ' ', state: 'resolved', labels: { b: 2, a: '1' } }).key).toBe(one.key)
  expect(signal({ key: undefined, labels: { a: 1, b: 3 } }).key).not.toBe(one.key)
})

test('everything is cut to what is kept, and a long key is hashed', () => {
  const long = 'x'.repeat(100_000)
  const bounded = signal({ key: long, title: long, description: long, labels: { a: long }, annotations: { a: long } })
  expect([bounded.key.length, bounded.title.length]).toEqual([71, LIMITS.titleCharsMax])
  expect([bounded.labels.a?.length, bounded.annotations.a?.length]).toEqual([LIMITS.labelCharsMax, LIMITS.textCharsMax])
})

test('the first web address is the link', () => {
  expect(signal({ links: [undefined, 'javascript:alert(1)', 'https://a', 'https://b'] }).link).toBe('https://a')
})

test('an end belongs to what is resolved, and an expiry to what is not', () => {
  const times = { endedAt: RECEIVED_AT, expiresAt: RECEIVED_AT }
  expect(signal(times)).toMatchObject({ endedAt: undefined, expiresAt: RECEIVED_AT })
  expect(signal({ ...times, state: 'resolved' })).toMatchObject({ endedAt: RECEIVED_AT, expiresAt: undefined })
})

test('a test never has the key of a real alert, and is over after an hour', () => {
  expect(signal({ isTest: true })).toMatchObject({ key: 'test/k', isTest: true, expiresAt: RECEIVED_AT + 3_600_000 })
})

test('no part of a key can imitate two', () => {
  expect(joinKey('a/b', 'c')).not.toBe(joinKey('a', 'b/c'))
  expect(joinKey('a%2Fb')).not.toBe(joinKey('a/b'))
  expect(joinKey('a', undefined, 'b')).toBe('a//b')
})

test('a blank covers nothing when maps are laid over each other', () => {
  expect({ ...said({ a: 1, b: true }), ...said({ a: null, b: '', c: [] }) }).toEqual({ a: '1', b: 'true' })
})
