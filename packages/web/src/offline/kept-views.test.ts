import { expect, test } from 'vitest'
import { factsAfter, joinFacts, keptAs, mainReadOf, trueAt } from './kept-views.ts'

const kept = (path: string) => keptAs(new URL(`/api/v1${path}`, 'https://tocsin.example.com'))
const page = (...versions: number[]) => ({ items: versions.map((version) => ({ version })), next: null })

test.each([
  '/session',
  '/home',
  '/on-call',
  '/incidents?query=&limit=100',
  '/incidents/INC-2026-000001',
  '/incidents/INC-2026-000001/alerts?limit=100',
])('%s is kept', (path) => expect(kept(path)).toBeDefined())

test.each([
  '/incidents/INC-2026-000001/attachments/7',
  '/alerts/1/raw',
  '/sources/am/address',
  '/channels',
  '/users/me/contacts',
  '/settings',
  '/stream',
  '/incidents?cursor=abc',
  '/incidents?ids=a,b',
  '/incidents/INC-2026-000001?at=2026-01-05T09:00:00Z',
])('%s is never kept', (path) => expect(kept(path)).toBeUndefined())

test('the order of what is asked makes no other view of it, what is asked does', () => {
  expect(kept('/incidents?query=a&limit=1')?.key).toBe(kept('/incidents?limit=1&query=a')?.key)
  expect(kept('/incidents?query=a')?.key).not.toBe(kept('/incidents?query=b')?.key)
})

test('a timeline that is asked for in parts is kept as a whole', () => {
  const facts = '/incidents/INC-2026-000001/facts'
  expect(kept(`${facts}?after=7&limit=200`)).toMatchObject({ key: `/api/v1${facts}`, kind: 'facts', after: 7 })
  const first = joinFacts(undefined, undefined, page(1, 2))
  expect(joinFacts(first, 2, page(3))).toEqual(page(1, 2, 3))
  expect(factsAfter(page(1, 2, 3), 2)).toEqual(page(3))
  expect(factsAfter(page(1, 2, 3))).toEqual(page(1, 2, 3))
})

test('a timeline with a hole is not kept, one that overlaps is kept once', () => {
  expect(joinFacts(page(1, 2), 5, page(6))).toBeUndefined()
  expect(joinFacts(undefined, 5, page(6))).toBeUndefined()
  expect(joinFacts(page(1, 2, 3), 2, page(3, 4))).toEqual(page(1, 2, 3, 4))
})

test('the age of a page is that of what it shows first', () => {
  expect(['/', '/incidents', '/incidents/INC-2026-000001', '/on-call', '/account'].map(mainReadOf)).toEqual([
    '/home',
    '/incidents',
    '/incidents/INC-2026-000001',
    '/on-call',
    undefined,
  ])
})

test('an answer is as old as the server that gave it says; the clock of the machine stands in', () => {
  const at = Date.UTC(2026, 0, 5, 8)
  expect(trueAt('Mon, 05 Jan 2026 08:00:00 GMT', at + 3_600_000)).toBe(at)
  expect([null, '', 'soon'].map((date) => trueAt(date, 7))).toEqual([7, 7, 7])
})
