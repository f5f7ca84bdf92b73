import { expect, test } from 'vitest'
import type { IncidentDetail } from '../../api/types.ts'
import { changedIn, draftOf, formerOf } from './classification-draft.ts'

const BASE = { severity: 'high', scope: 'department', category: ['Network', 'DNS'] } as IncidentDetail

test('only what somebody changed is sent', () => {
  expect(changedIn(draftOf(BASE), BASE)).toEqual({})
  expect(changedIn({ ...draftOf(BASE), category: 'Network/ DNS ' }, BASE)).toEqual({})
  expect(changedIn({ ...draftOf(BASE), scope: 'individual' }, BASE)).toEqual({ scope: 'individual' })
  expect(changedIn({ ...draftOf(BASE), category: '' }, BASE)).toEqual({ category: [] })
})

test('undoing gives back what was there before, of what was changed alone', () => {
  expect(formerOf({ severity: 'low', category: [] }, BASE)).toEqual({ severity: 'high', category: ['Network', 'DNS'] })
  expect(formerOf({ scope: 'individual' }, BASE)).toEqual({ scope: 'department' })
})
