import { expect, test } from 'vitest'
import type { Monitor } from '../../../api/types.ts'
import { chooseMonitors, parseMonitorFilters, targetOf } from './monitor-filters.ts'

const monitor = (name: string, level: Monitor['level'], changes: Partial<Monitor> = {}) =>
  ({
    id: name.toLowerCase(),
    name,
    level,
    kind: 'http',
    layer: 'application',
    settings: { url: `https://${name}.example.com` },
    ...changes,
  }) as Monitor

const ALL = [
  monitor('Blog', 'ok'),
  monitor('Shop', 'critical', { layer: 'business' }),
  monitor('Api', 'warning'),
  monitor('Old', 'off'),
  monitor('About', 'ok'),
]
const names = (filters: object) => chooseMonitors(ALL, parseMonitorFilters({ ...filters })).map(({ name }) => name)

test('what is down comes first, what is off last', () => {
  expect(names({})).toEqual(['Shop', 'Api', 'About', 'Blog', 'Old'])
})

test('a state, a layer and words narrow the list', () => {
  expect(names({ state: 'bad' })).toEqual(['Shop', 'Api'])
  expect(names({ state: 'off' })).toEqual(['Old'])
  expect(names({ layer: 'business' })).toEqual(['Shop'])
  expect(names({ q: 'blog.example' })).toEqual(['Blog'])
  expect(names({ state: 'nonsense', layer: 'cellar' })).toHaveLength(5)
})

test('a target is named in a few words', () => {
  expect(targetOf({ kind: 'tcp', settings: { host: 'db', port: 5432 } })).toBe('db:5432')
  expect(targetOf({ kind: 'dns', settings: { name: 'example.com', type: 'MX' } })).toBe('MX example.com')
  expect(targetOf({ kind: 'ping', settings: { host: 'gw' } })).toBe('gw')
  expect(targetOf({ kind: 'metric', settings: { source: 'prom', query: 'up' } })).toBe('prom: up')
})
