import { expect, test } from 'vitest'
import { type ChangeDraft, changeOf } from './change-draft.ts'

const DRAFT: ChangeDraft = { summary: 'Deployed api', kind: 'deployment', origin: 'acme/api', at: undefined, links: [] }

test('what, which and who stand in the details, beside what else is known', () => {
  const change = changeOf({ ...DRAFT, outcome: 'succeeded', revision: 'abc', actor: 'ana', details: { replicas: 6 } })
  expect(change).toEqual({
    summary: 'Deployed api',
    source: 'acme/api',
    links: [],
    details: { kind: 'deployment', outcome: 'succeeded', revision: 'abc', actor: 'ana', replicas: 6 },
  })
})

test('details of the sender cannot imitate what was read', () => {
  expect(changeOf({ ...DRAFT, details: { kind: 'party', list: [1] } }).details).toEqual({
    kind: 'deployment',
    list: [1],
  })
  expect(changeOf({ ...DRAFT, details: 'by hand' }).details).toEqual({ kind: 'deployment', details: 'by hand' })
})

test('only web addresses are links, and long texts are cut', () => {
  const links = [
    { href: 'javascript:alert(1)' },
    { href: 'https://ci.example.com/1', text: ' Run ' },
    { href: undefined },
  ]
  expect(changeOf({ ...DRAFT, links }).links).toEqual([{ href: 'https://ci.example.com/1', text: 'Run' }])
  expect(changeOf({ ...DRAFT, summary: 'x'.repeat(5000) }).summary).toHaveLength(1024)
  expect(changeOf({ ...DRAFT, summary: ' ' }).summary).toBe('Change without a summary')
})
