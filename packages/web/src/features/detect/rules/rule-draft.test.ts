import { expect, test } from 'vitest'
import { bodyOfDraft, draftOf, newDraft, summaryOf, triedOf } from './rule-draft.ts'
import type { EventRule } from './rules.query.ts'

const RULE = {
  ...{ id: 'r', name: 'R', position: 1, when: 'is_test', zone: 'UTC', stop: true, active: false },
  do: { service: 'api', category: ['A', 'B'], labels: { x: '{{ title }}' }, suppress: 'noise' },
  ...{ matched_24h: 0, failed_24h: 0, owned_by: 'app', version: 3 },
} as EventRule

test('a rule comes out of the editor as it went in', () => {
  const { id, position, matched_24h, failed_24h, owned_by, version, ...body } = RULE
  expect(bodyOfDraft(draftOf(RULE))).toEqual(body)
})

test('what says nothing is not sent', () => {
  expect(bodyOfDraft({ ...newDraft('Asia/Tokyo'), labels: [{ name: ' ', value: 'x' }], category: ' / ' })).toEqual({
    ...{ when: '', zone: 'Asia/Tokyo', do: {}, stop: false, active: true },
  })
})

test('a rule that is still being written can be tried', () => {
  expect(triedOf({ ...newDraft('UTC'), end: 'record_only' })).toMatchObject({
    ...{ id: 'unsaved-rule', active: true, do: { record_only: '…' } },
  })
})

test('the list says what a rule does', () => {
  expect(summaryOf(RULE).map(({ field, value }) => `${field} ${value}`)).toEqual([
    'service api',
    'category A / B',
    'labels.x {{ title }}',
    'suppress noise',
  ])
})
