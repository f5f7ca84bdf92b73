import { expect, test } from 'vitest'
import { aboutNote, NOTE_DRAFTS_MAX, type NoteDrafts, parseNoteDrafts, withNoteDraft } from './note-drafts.ts'

test('a draft is kept for each incident and each changed note, and forgotten when nothing is left of it', () => {
  const first = withNoteDraft({}, 'INC-1', 'Half a thought')
  const both = withNoteDraft(withNoteDraft(first, aboutNote('INC-1', 7), 'Better words'), 'INC-2', 'Elsewhere')
  expect(both).toEqual({ 'INC-1': 'Half a thought', 'INC-1 7': 'Better words', 'INC-2': 'Elsewhere' })
  expect(withNoteDraft(both, 'INC-1', ' \n')).toEqual({ 'INC-1 7': 'Better words', 'INC-2': 'Elsewhere' })
})

test('when there are too many the one that was left alone longest goes', () => {
  let drafts: NoteDrafts = {}
  for (let index = 0; index < NOTE_DRAFTS_MAX; index += 1) drafts = withNoteDraft(drafts, `INC-${index}`, 'x')
  const after = withNoteDraft(withNoteDraft(drafts, 'INC-0', 'changed'), 'INC-new', 'x')
  expect(Object.keys(after)).toHaveLength(NOTE_DRAFTS_MAX)
  expect(after).toMatchObject({ 'INC-0': 'changed', 'INC-new': 'x' })
  expect(after).not.toHaveProperty('INC-1')
})

test('what cannot be read is no draft', () => {
  expect(parseNoteDrafts(null)).toEqual({})
  expect(parseNoteDrafts('')).toEqual({})
  expect(parseNoteDrafts('{"INC-1": "cut o')).toEqual({})
  expect(parseNoteDrafts('7')).toEqual({})
  expect(parseNoteDrafts('{"INC-1":"kept","INC-2":7}')).toEqual({ 'INC-1': 'kept' })
})
