import { expect, test } from 'vitest'
import type { IncidentFact } from '../../api/types.ts'
import { factValues, factVariant, isToldByUs, writtenWith } from './fact-words.ts'

const readers = {
  nameOf: (id: string) => ({ u1: 'Ana', u2: 'Bo' })[id] ?? id,
  timeOf: (atMs: number) => new Date(atMs).toISOString().slice(11, 16),
  wordOf: (scale: string, value: string) => `${scale} ${value}`,
  locale: 'en',
}

const factOf = (type: IncidentFact['type'], data: Record<string, unknown>): IncidentFact => ({
  version: 1,
  at: '2026-03-08T10:00:00.000Z',
  type,
  because: 'asked',
  actor: { kind: 'user', label: 'Ana', id: 'u1', via: 'console' },
  sentence: '',
  data,
})

test('people of a fired step are named, and steps count from one', () => {
  const data = { run: 1, pass: 0, step: 1, people: [{ user: 'u1' }, { user: 'u2' }], skipped: [] }
  expect(factValues(factOf('StepFired', data), readers)).toMatchObject({ people: 'Ana and Bo', step: 2 })
})

test('cleared alerts are counted beside those that still fire', () => {
  const data = { alerts: [{ id: 'a', episode: 1 }], firingLeft: 2 }
  expect(factValues(factOf('AlertsCleared', data), readers)).toMatchObject({ count: 1, firingLeft: 2 })
})

test('instants are told in the reader’s zone, and words of a scale in the reader’s language', () => {
  expect(factValues(factOf('IncidentSnoozed', { until: Date.UTC(2026, 2, 8, 12) }), readers).until).toBe('12:00')
  expect(factValues(factOf('SeverityAssessed', { severity: 'high' }), readers).severity).toBe('severity high')
})

test('the attempt of a page is told by its outcome and its cause', () => {
  const fact = factOf('PageAttempted', { attempt: 1, result: { outcome: 'gave_up', cause: 'refused' } })
  expect(factVariant(fact)).toBe('PageAttempted_gave_up')
  expect(factValues(fact, readers)).toMatchObject({ attempt: 1, cause: 'refused' })
})

test('a page that went out in the usual words says which template failed, and why', () => {
  const wordsProblem = { template: 'sms-en', problem: 'body 1:4: not closed' }
  const fact = factOf('PageAttempted', { attempt: 1, result: { outcome: 'handed_over', wordsProblem } })
  expect(factVariant(fact)).toBe('PageAttempted_usualWords')
  expect(factValues(fact, readers)).toMatchObject({ template: 'sms-en', cause: 'body 1:4: not closed' })
})

test('what somebody wrote is shown by us and not twice', () => {
  const note = factOf('NoteAdded', { text: 'Restarted it.' })
  expect(writtenWith(note)).toBe('Restarted it.')
  expect(isToldByUs(note)).toBe(true)
  expect(isToldByUs(factOf('IncidentAcknowledged', { by: 'u1' }))).toBe(false)
})

test('an incident that a person resolved is told otherwise than one that resolved by itself', () => {
  expect(factVariant(factOf('IncidentResolved', { by: 'u1' }))).toBe('IncidentResolved_byHand')
  expect(factVariant(factOf('IncidentResolved', {}))).toBe('IncidentResolved')
})
