import { expect, test } from 'vitest'
import type { Change } from '../../api/types.ts'
import { madeBy, outcomeOf, sortChanges } from './near-changes.ts'

const began = '2026-03-02T12:00:00.000Z'
const api = { id: 'api', name: 'API' }
const incident = { began, services: [api.id] }

function aChange(id: string, at: string, overrides: Partial<Change> = {}): Change {
  return {
    ...{ id, at, summary: id, service: null, origin: null, links: [], details: null },
    source: { id: 'ci', name: 'CI', system: 'github' } as Change['source'],
    ...overrides,
  }
}

test('changes of the incident’s services come first, then those of what they need, of each the newest first', () => {
  const changes = [
    aChange('other', '2026-03-02T11:59:00.000Z'),
    aChange('own', '2026-03-02T10:30:00.000Z', { service: api }),
    aChange('needed', '2026-03-02T11:45:00.000Z', { service: { id: 'db', name: 'Database' } }),
    aChange('own, later', '2026-03-02T11:30:00.000Z', { service: api }),
  ]
  expect(sortChanges(changes, incident).near.map(({ id }) => id)).toEqual(['own, later', 'own', 'needed', 'other'])
})

test('what is older than two hours before the incident stands apart', () => {
  const changes = [aChange('at the edge', '2026-03-02T10:00:00.000Z'), aChange('older', '2026-03-02T09:59:59.999Z')]
  const { near, earlier } = sortChanges(changes, incident)
  expect([near.map(({ id }) => id), earlier.map(({ id }) => id)]).toEqual([['at the edge'], ['older']])
})

test('how it went and who did it is read where the sender says it', () => {
  const change = aChange('x', began, { details: { outcome: 'failed', actor: 'ana', environment: 7 } })
  expect([outcomeOf(change), madeBy(change)]).toEqual(['failed', { actor: 'ana', environment: undefined }])
  for (const details of [null, 'text', [], { outcome: '' }, {}]) {
    expect(outcomeOf(aChange('x', began, { details }))).toBeUndefined()
  }
})
