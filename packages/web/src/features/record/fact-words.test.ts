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

test('the way of a page is told in words', () => {
  const target = { contact: 'mail', channel: 'email', to: 'ana@example.com' }
  expect(factValues(factOf('PageRequested', { user: 'u1', target }), readers).channel).toBe('channels email')
})

test('a note that came by mail says so', () => {
  const note = factOf('NoteAdded', { text: 'Rolling back' })
  expect(factVariant(note)).toBe('NoteAdded')
  expect(factVariant({ ...note, actor: { ...note.actor, via: 'mail' } })).toBe('NoteAdded_byMail')
})

test('cleared alerts are counted beside those that still fire', () => {
  const data = { alerts: [{ id: 'a', episode: 1 }], firingLeft: 2 }
  expect(factValues(factOf('AlertsCleared', data), readers)).toMatchObject({ count: 1, firingLeft: 2 })
})

test('instants are told in the reader’s zone, and words of a scale in the reader’s language', () => {
  expect(factValues(factOf('IncidentSnoozed', { until: Date.UTC(2026, 2, 8, 12) }), readers).until).toBe('12:00')
  expect(factValues(factOf('SeverityAssessed', { severity: 'high' }), readers).severity).toBe('severity high')
})

test('a corrected time is told by its name and in the reader’s zone', () => {
  const fact = factOf('InstantCorrected', { stage: 'detected', to: Date.UTC(2026, 2, 8, 9, 30), reason: 'The graphs' })
  expect(factValues(fact, readers)).toMatchObject({ stage: 'stage detected', to: '09:30' })
})

test('an edit says what was changed, and a category that is taken away is no empty name', () => {
  const variantOf = (data: object) => factVariant(factOf('IncidentEdited', { ...data }))
  expect(variantOf({ title: 'Down' })).toBe('IncidentEdited_title')
  expect(variantOf({ description: '' })).toBe('IncidentEdited')
  expect(variantOf({ symptoms: 'Errors' })).toBe('IncidentEdited_symptoms')
  expect(variantOf({ title: 'Down', symptoms: 'Errors' })).toBe('IncidentEdited_several')
  expect(factVariant(factOf('CategorySet', { category: [] }))).toBe('CategorySet_none')
  expect(factVariant(factOf('CategorySet', { category: ['Network'] }))).toBe('CategorySet')
})

test('a page that waits for others tells until when, and one that went with others with how many', () => {
  const held = factOf('PageAttempted', { attempt: 0, result: { outcome: 'held', until: 1_767_600_000_000 } })
  expect(factVariant(held)).toBe('PageAttempted_held')
  expect(factValues(held, readers).until).toBe(readers.timeOf(1_767_600_000_000))
  const together = factOf('PageAttempted', { attempt: 1, result: { outcome: 'handed_over', together: 2 } })
  expect(factVariant(together)).toBe('PageAttempted_together')
  expect(factValues(together, readers).count).toBe(2)
})

test('a page that the second provider took tells why the first did not', () => {
  const instead = { code: 'timeout', cause: 'no answer' }
  const fact = factOf('PageAttempted', { attempt: 1, result: { outcome: 'handed_over', instead } })
  expect(factVariant(fact)).toBe('PageAttempted_second')
  expect(factValues(fact, readers)).toMatchObject({ cause: 'no answer' })
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
