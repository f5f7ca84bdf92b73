import { expect, test } from 'vitest'
import type { IncidentFact } from '../../api/types.ts'
import { foldNotes, kindOf } from './fact-kinds.ts'

const ANA: IncidentFact['actor'] = { kind: 'user', label: 'Ana', id: 'ana', via: null }
const TOCSIN: IncidentFact['actor'] = { kind: 'system', label: 'Tocsin', id: 'escalation', via: null }

function aFact(version: number, type: IncidentFact['type'], data: Record<string, unknown> = {}): IncidentFact {
  return { version, type, data, at: '2026-01-05T00:00:00.000Z', because: 'asked', actor: ANA, sentence: '' }
}

test('an entry is of pages or alerts by what it is about, else by who did it', () => {
  expect(kindOf({ type: 'StepFired', actor: TOCSIN })).toBe('pages')
  expect(kindOf({ type: 'ResponderPaged', actor: ANA })).toBe('pages')
  expect(kindOf({ type: 'AlertsAttached', actor: TOCSIN })).toBe('alerts')
  expect(kindOf({ type: 'IncidentAcknowledged', actor: ANA })).toBe('people')
  expect(kindOf({ type: 'IncidentResolved', actor: TOCSIN })).toBe('system')
})

test('a note is shown as it was worded last, and not at all once it is deleted', () => {
  const facts = [
    aFact(3, 'NoteAdded', { text: 'DNS' }),
    aFact(4, 'NoteAdded', { text: 'Other' }),
    aFact(5, 'NoteEdited', { note: 3, text: 'BGP' }),
    aFact(6, 'NoteDeleted', { note: 4 }),
    aFact(7, 'NoteEdited', { note: 99, text: 'of nowhere' }),
  ]
  expect([...foldNotes(facts)]).toEqual([
    [3, { text: 'BGP', isEdited: true, isDeleted: false }],
    [4, { text: 'Other', isEdited: false, isDeleted: true }],
  ])
})
