import { expect, test } from 'vitest'
import { findInAdapter, IN_ADAPTERS, SOURCE_SYSTEMS } from './registry.ts'

test('every door is found by its name', () => {
  for (const [name, adapter] of Object.entries(IN_ADAPTERS)) expect(findInAdapter(name)).toBe(adapter)
  expect(findInAdapter('nope')).toBeUndefined()
  expect(findInAdapter('constructor')).toBeUndefined()
})

test('a source of Alertmanager has two doors and is one system', () => {
  expect(SOURCE_SYSTEMS.filter((system) => system.startsWith('alertmanager'))).toEqual(['alertmanager'])
  expect(SOURCE_SYSTEMS).toEqual([...new Set(SOURCE_SYSTEMS)])
})

test('every door sends its sender away with 503 and a time to come back when it cannot commit', () => {
  for (const adapter of Object.values(IN_ADAPTERS)) {
    expect(adapter.busy()).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } })
    expect(adapter.tooLarge().status).toBe(413)
  }
})
