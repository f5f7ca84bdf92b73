import { beforeEach, expect, test } from 'vitest'
import { changesSince, changesSoFar, forgetIncidentChanges, noteIncidentChange } from './incident-changes.ts'

const note = (id: string, type = 'incident') =>
  noteIncidentChange({ type, data: JSON.stringify({ id }), id: undefined })

beforeEach(forgetIncidentChanges)

test('each id that changed since is told once, and what is no incident is none', () => {
  const start = changesSoFar()
  for (const id of ['a', 'b', 'a']) note(id)
  note('c', 'alert')
  noteIncidentChange({ type: 'incident', data: 'no json', id: undefined })
  expect(changesSince(start)).toEqual(['a', 'b'])
  expect(changesSince(start + 2)).toEqual(['a'])
  expect(changesSince(changesSoFar())).toEqual([])
})

test('what was missed, and what is too long ago, is not known', () => {
  const start = changesSoFar()
  note('a')
  forgetIncidentChanges()
  expect(changesSince(start)).toBeUndefined()
  const later = changesSoFar()
  for (let n = 0; n < 501; n++) note(`i${n}`)
  expect(changesSince(later)).toBeUndefined()
  expect(changesSince(later + 1)).toHaveLength(500)
})
