import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IncidentId, Instant, ServiceId, SourceId } from '../../kernel/brand.ts'
import type { Service, Source } from '../../people/directory.ts'
import { aDirectory, aService, aSource } from '../../testing/directory.ts'
import { at, ms } from '../../testing/time.ts'
import { calcDependants, calcNeeds, listFoldable, type OpenIncident, type Opening, planGathering } from './gathering.ts'

const id = (name: string): ServiceId => name as ServiceId
const needing = (name: string, ...needs: string[]): Service => aService(name, { dependsOn: needs.map(id) })

/** web → api → db; batch → db; mail alone. */
const SERVICES = [needing('web', 'api'), needing('api', 'db'), needing('batch', 'db'), aService('db'), aService('mail')]
const directory = aDirectory({ services: SERVICES })
const source = aSource('monitor')

function openings(...services: (string | undefined)[]): Opening[] {
  return services.map((service, index) => ({
    groupKey: `${service ?? 'none'} ${index}`,
    source,
    ...(service && { service: id(service) }),
  }))
}

function anOpen(name: string, changes: Partial<OpenIncident> = {}): OpenIncident {
  return {
    ...{ id: `INC ${name}` as IncidentId, status: 'open', services: [id(name)] },
    ...{ source: 'monitor' as SourceId, recordedAt: at('0m') },
    ...changes,
  }
}

function plan(given: Opening[], open: OpenIncident[] = [], changes: Partial<Parameters<typeof planGathering>[0]> = {}) {
  const gathered = planGathering({ openings: given, open, opened: new Map(), directory, at: at('1m'), ...changes })
  return Object.fromEntries([...gathered].map(([key, each]) => [key, 'incident' in each ? each.incident : each.group]))
}

test('what a service needs and what needs it, through others, a circle walked once', () => {
  expect(calcNeeds(id('web'), directory.services)).toEqual(['api', 'db'])
  expect(calcDependants(id('db'), directory.services)).toEqual(['api', 'batch', 'web'])
  const circle = aDirectory({ services: [needing('a', 'b'), needing('b', 'c'), needing('c', 'a')] }).services
  expect(calcNeeds(id('a'), circle)).toEqual(['b', 'c'])
  expect(calcDependants(id('a'), circle)).toEqual(['c', 'b'])
})

test('symptoms join the open incident of what their service needs, also through another service', () => {
  expect(plan(openings('api', 'web', 'mail', undefined), [anOpen('db')])).toEqual({
    'api 0': 'INC db',
    'web 1': 'INC db',
  })
})

test('the nearest failure is the cause', () => {
  expect(plan(openings('web'), [anOpen('db'), anOpen('api')])).toEqual({ 'web 0': 'INC api' })
})

test('what comes together is gathered by the one that the others need, whatever came first', () => {
  expect(plan(openings('web', 'api', 'db', 'batch'))).toEqual({ 'web 0': 'db 2', 'api 1': 'db 2', 'batch 3': 'db 2' })
})

test('beyond the window a symptom is a problem of its own; a window of nothing gathers nothing', () => {
  expect(plan(openings('api'), [anOpen('db')], { at: at('9m59s') })).toEqual({ 'api 0': 'INC db' })
  expect(plan(openings('api'), [anOpen('db')], { at: at('10m') })).toEqual({})
  const off = aSource('monitor', { quiet: { dependencyWindowMs: ms('0m') } })
  expect(plan([{ groupKey: 'g', source: off, service: id('api') }], [anOpen('db')])).toEqual({})
})

test('two services that need each other gather by the later one that fails', () => {
  const services = aDirectory({ services: [needing('a', 'b'), needing('b', 'a')] })
  expect(plan(openings('a', 'b'), [], { directory: services })).toEqual({ 'a 0': 'b 1' })
  expect(plan(openings('b'), [anOpen('a')], { directory: services })).toEqual({ 'b 0': 'INC a' })
})

test('where the first symptom pages it opens an incident, and the others of the service join that', () => {
  const services = aDirectory({
    services: [aService('api', { dependsOn: [id('db')], whenDependencyFails: 'page' }), aService('db')],
  })
  const paging = { directory: services }
  expect(plan(openings('api', 'api'), [anOpen('db')], paging)).toEqual({ 'api 1': 'api 0' })
  expect(plan(openings('api'), [anOpen('db'), anOpen('api')], paging)).toEqual({ 'api 0': 'INC api' })
  expect(plan(openings('api', 'api'), [], paging)).toEqual({})
  const old = anOpen('api', { recordedAt: (at('0m') - ms('3d')) as Instant })
  expect(plan(openings('api'), [old, anOpen('db')], paging)).toEqual({})
})

const stormy: Source = aSource('monitor', { quiet: { storm: { incidents: 2, withinMs: ms('5m') } } })
const inStorm = (...services: string[]): Opening[] =>
  services.map((service, index) => ({ groupKey: `${service} ${index}`, source: stormy, service: id(service) }))

test('in a storm a service that has an incident gets no further one, and one that has none still pages', () => {
  const given = inStorm('mail', 'mail', 'mail', 'db', 'db')
  expect(plan(given)).toEqual({ 'mail 2': 'mail 1', 'db 4': 'db 3' })
  const opened = new Map([['monitor' as SourceId, 7]])
  expect(plan(inStorm('mail', 'db'), [anOpen('mail')], { opened })).toEqual({ 'mail 0': 'INC mail' })
})

test('incidents of other sources do not gather what a storm brings', () => {
  const opened = new Map([['monitor' as SourceId, 7]])
  expect(plan(inStorm('mail'), [anOpen('mail', { source: 'other' as SourceId })], { opened })).toEqual({})
})

test('whatever fails at once, whoever is gathered leads to one who is not, and every service keeps a first page', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const needs = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 })
  const world = fc.tuple(needs, needs, needs, needs, needs)
  fc.assert(
    fc.property(world, fc.array(fc.constantFrom(...names), { maxLength: 12 }), (edges, failing) => {
      const services = aDirectory({ services: names.map((name, index) => needing(name, ...(edges[index] ?? []))) })
      const given = failing.map((service, index) => ({ groupKey: `${index}`, source: stormy, service: id(service) }))
      const gathered = planGathering({
        openings: given,
        open: [],
        opened: new Map(),
        directory: services,
        at: at('0m'),
      })
      for (const each of gathered.values())
        if (each.because === 'gathered_by_dependency') expect('group' in each && gathered.get(each.group)).toBeFalsy()
      expect(gathered.size).toBeLessThanOrEqual(Math.max(0, given.length - 1))
      for (const service of new Set(failing)) {
        const own = given.filter((each) => each.service === service)
        const isStorm = own.every((each) => gathered.get(each.groupKey)?.because === 'gathered_in_storm')
        expect(own.length > 0 && isStorm).toBe(false)
      }
    }),
  )
})

test('incidents that opened shortly before their cause fold into it, unless somebody has them', () => {
  const cause = anOpen('db', { recordedAt: at('10m') })
  const fold = (...candidates: OpenIncident[]) => listFoldable({ cause, candidates, directory }).map((each) => each.id)
  const soon = { recordedAt: at('9m') }
  expect(fold(anOpen('api', soon), anOpen('web', soon), anOpen('mail', soon), cause)).toEqual(['INC api', 'INC web'])
  expect(fold(anOpen('api', { ...soon, status: 'acknowledged' }))).toEqual([])
  expect(fold(anOpen('api', { recordedAt: at('0m') }), anOpen('web', { recordedAt: at('11m') }))).toEqual([])
  expect(fold(anOpen('api', { ...soon, services: [id('api'), id('mail')] }))).toEqual([])
  expect(fold(anOpen('api', { ...soon, source: undefined as never }))).toEqual([])
})

test('a service whose first symptom pages keeps its incident', () => {
  const services = [aService('api', { dependsOn: [id('db')], whenDependencyFails: 'page' }), aService('db')]
  const candidates = [anOpen('api', { recordedAt: at('9m') })]
  const cause = anOpen('db', { recordedAt: at('10m') })
  expect(listFoldable({ cause, candidates, directory: aDirectory({ services }) })).toEqual([])
})
