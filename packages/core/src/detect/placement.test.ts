import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ServiceId, SilenceId } from '../kernel/brand.ts'
import { API, aDirectory, aService, aSource } from '../testing/directory.ts'
import { at } from '../testing/time.ts'
import { groupKeyOf, type PlacementInput, placeAlert, type Silence } from './placement.ts'
import { serviceOf } from './service-of.ts'

const directory = aDirectory({ services: [aService('api'), aService('web', { name: 'Web shop' })] })
const unbound = aSource('monitor', { service: undefined })

function aSignal(changes: Partial<PlacementInput['signal']> = {}): PlacementInput['signal'] {
  return { key: 'k1', title: 'Down', labels: {}, severity: 'high', receivedAt: at('0m'), ...changes }
}

function place(changes: Partial<PlacementInput> = {}, labels: Record<string, string> = {}) {
  const signal = aSignal({ labels })
  return placeAlert({
    signal,
    source: aSource('monitor'),
    directory,
    rules: [],
    silences: [],
    at: at('0m'),
    ...changes,
  })
}

function aSilence(id: string, from: string, to: string, matches: Silence['matches'] = () => true): Silence {
  return { id: id as SilenceId, startsAt: at(from), endsAt: at(to), matches }
}

test('an alert belongs to the group of its source, service and labels', () => {
  const source = aSource('monitor', { groupBy: ['alertname'] })
  const one = place({ source }, { alertname: 'Down', pod: '1' })
  expect(one).toMatchObject({ kind: 'group', service: API, severity: 'high' })
  expect(place({ source }, { alertname: 'Down', pod: '2' })).toEqual(one)
  expect(place({ source }, { alertname: 'Slow', pod: '1' })).not.toEqual(one)
})

test('without chosen labels each alert is its own group', () => {
  const signal = aSignal({ key: 'k2' })
  expect(place()).not.toEqual(place({ signal }))
  expect(place({}, { pod: '1' })).toEqual(place({}, { pod: '2' }))
})

test('a severity that the sender does not know is the default of the source', () => {
  const signal = aSignal({ severity: 'unknown' })
  expect(place({ signal, source: aSource('monitor', { defaultSeverity: 'low' }) })).toMatchObject({ severity: 'low' })
})

test('the service is the one of the source, else the one that a label names by id or name', () => {
  expect(serviceOf({ service: 'web' }, aSource('monitor'), directory)).toBe(API)
  expect(serviceOf({ service: 'web' }, unbound, directory)).toBe('web')
  expect(serviceOf({ service: 'Web shop' }, unbound, directory)).toBe('web')
  expect(serviceOf({ service: 'nothing' }, unbound, directory)).toBeUndefined()
  expect(serviceOf({}, unbound, directory)).toBeUndefined()
  expect(place({ source: unbound }, {})).not.toHaveProperty('service')
})

test('an alert of no incident has a reason', () => {
  const signal = aSignal({ recordOnly: 'watchdog' })
  expect(place({ signal })).toEqual({ kind: 'muted', because: 'watchdog' })
  expect(place({ source: aSource('monitor', { isActive: false }) })).toEqual({
    kind: 'muted',
    because: 'source_inactive',
  })
})

test('a silence mutes from its start until just before its end, and says when to look again', () => {
  const silences = [aSilence('s', '10m', '20m')]
  const muted = { kind: 'muted', because: 'muted_by_silence', silence: 's', until: at('20m') }
  expect(place({ silences, at: at('9m59s') })).toMatchObject({ kind: 'group' })
  expect(place({ silences, at: at('10m') })).toEqual(muted)
  expect(place({ silences, at: at('19m59s') })).toEqual(muted)
  expect(place({ silences, at: at('20m') })).toMatchObject({ kind: 'group' })
})

test('of several silences the one that ends last speaks, and one that does not match is none', () => {
  const silences = [
    aSilence('short', '0m', '10m'),
    aSilence('long', '0m', '30m'),
    aSilence('other', '0m', '50m', (labels) => labels.pod === '2'),
  ]
  expect(place({ silences }, { pod: '1' })).toMatchObject({ silence: 'long', until: at('30m') })
})

test('names of built-in properties are labels like any other', () => {
  const source = aSource('monitor', { service: undefined, groupBy: ['constructor', '__proto__'] })
  expect(groupKeyOf({ key: 'k', labels: {} }, source, undefined)).toBe('7:monitor0:11:constructor0:9:__proto__0:')
})

test('no value can imitate another group', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ':', '1', '0'), maxLength: 4 })
  const group = fc.record({ a: text, b: text, service: text })
  fc.assert(
    fc.property(group, group, (one, other) => {
      const source = aSource('monitor', { groupBy: ['a', 'b'] })
      const [first, second] = [one, other].map(({ service, ...labels }) =>
        groupKeyOf({ key: 'k', labels }, source, service as ServiceId),
      )
      expect(first === second).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})
