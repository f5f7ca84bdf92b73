import { expect, test } from 'vitest'
import { type BulkResult, failuresOf, undoActs } from './bulk-run.ts'

const result = (id: string, changes: Partial<BulkResult> = {}): BulkResult => ({
  ...{ id, outcome: 'done', because: 'asked', message: null, status: 'resolved', former_owner: null },
  ...changes,
})

test('only what was done is taken back', () => {
  const results = [result('a'), result('b', { outcome: 'unchanged' }), result('c', { outcome: 'refused' })]
  expect(undoActs({ action: 'resolve' }, results)).toEqual([{ action: 'reopen', ids: ['a'] }])
  expect(undoActs({ action: 'snooze' }, results)).toEqual([{ action: 'snooze', ids: ['a'], body: { for_ms: 1 } }])
  expect(undoActs({ action: 'resolve' }, results.slice(1))).toEqual([])
  expect(failuresOf(results).map(({ id }) => id)).toEqual(['c'])
})

test('what was given to somebody goes back to whoever had it, and stays where nobody had it', () => {
  const results = [
    result('a', { former_owner: 'ana' }),
    result('b', { former_owner: 'ben' }),
    result('c', { former_owner: 'ana' }),
    result('d'),
  ]
  expect(undoActs({ action: 'reassign' }, results)).toEqual([
    { action: 'reassign', ids: ['a', 'c'], body: { user: 'ana' } },
    { action: 'reassign', ids: ['b'], body: { user: 'ben' } },
  ])
})

test('an acknowledgement, a page and a closing cannot be taken back', () => {
  for (const action of ['acknowledge', 'page_responder', 'close', 'escalate'] as const)
    expect(undoActs({ action }, [result('a')])).toEqual([])
})
