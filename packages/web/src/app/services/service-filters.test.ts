import { expect, test } from 'vitest'
import type { Service } from '../../api/types.ts'
import { chooseServices, parseServiceFilters } from './service-filters.ts'

function service(id: string, changes: Partial<Service> = {}): Service {
  const facts = { active: true, owned_by: 'app', version: 1, open_incidents: 0, worst_priority: null } as const
  return { ...facts, id, name: id, team: 'a', policy: 'b', last_signal_at: null, ...changes }
}

const services = [
  service('calm'),
  service('off', { active: false, worst_priority: 'P1', open_incidents: 1 }),
  service('warm', { worst_priority: 'P3', open_incidents: 1 }),
  service('busy', { worst_priority: 'P3', open_incidents: 4, description: 'Takes card payments' }),
  { ...service('lost'), policy: undefined as never },
]

const ids = (filters: Parameters<typeof chooseServices>[1]) => chooseServices(services, filters).map(({ id }) => id)

test('what burns comes first, the gravest before the others, and what is off last', () => {
  expect(ids({})).toEqual(['busy', 'warm', 'calm', 'lost', 'off'])
})

test('a state keeps what is in it', () => {
  expect(ids({ state: 'burning' })).toEqual(['busy', 'warm', 'off'])
  expect(ids({ state: 'unowned' })).toEqual(['lost'])
  expect(ids({ state: 'inactive' })).toEqual(['off'])
})

test('words are looked for in names and descriptions', () => {
  expect(ids({ q: ' CARD ' })).toEqual(['busy'])
})

test('an address that names no state is none', () => {
  expect(parseServiceFilters({ state: 'all', q: '  ' })).toEqual({ q: undefined, state: undefined })
  expect(parseServiceFilters({ state: 'burning', q: 'x' })).toEqual({ q: 'x', state: 'burning' })
})
