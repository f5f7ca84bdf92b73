import { expect, test } from 'vitest'
import type { Instant, SourceId, TeamId } from '../../kernel/brand.ts'
import type { NoiseDigest } from '../../people/directory.ts'
import { ANA, aDirectory, aService, aSource, aTeam, aUser, BOB, ROOT } from '../../testing/directory.ts'
import { listDueDigests, ownerOfSource, peopleOf } from './noise-digest.ts'

const at = (text: string) => Date.parse(text) as Instant
const PAYMENTS = 'payments' as TeamId
const MONDAY_9: NoiseDigest = { send: true, weekday: 1, hour: 9, zone: 'Europe/Berlin', teams: {} }
const world = (noiseDigest: NoiseDigest = MONDAY_9, changes: Parameters<typeof aDirectory>[0] = {}) => {
  const directory = aDirectory({ teams: [aTeam('payments', ANA, BOB)], ...changes })
  return { ...directory, settings: { ...directory.settings, noiseDigest } }
}
const due = (noiseDigest: NoiseDigest, when: string) =>
  listDueDigests(world(noiseDigest), at(when)).map(({ owner, week, until }) => [
    owner,
    week,
    new Date(until).toISOString(),
  ])

test('a digest is due from its hour on by the clock of its zone, and a day later no more', () => {
  expect(due(MONDAY_9, '2026-11-16T07:59:59Z')).toEqual([])
  const both = [
    ['admins', '2026-W47', '2026-11-16T08:00:00.000Z'],
    ['payments', '2026-W47', '2026-11-16T08:00:00.000Z'],
  ]
  expect(due(MONDAY_9, '2026-11-16T08:00:00Z')).toEqual(both)
  expect(due(MONDAY_9, '2026-11-17T08:00:00Z')).toEqual(both)
  expect(due(MONDAY_9, '2026-11-17T08:00:01Z')).toEqual([])
})

test('summer time moves the hour with the clock on the wall', () => {
  expect(due(MONDAY_9, '2026-07-06T07:00:00Z')[0]).toEqual(['admins', '2026-W28', '2026-07-06T07:00:00.000Z'])
})

test('a team has a day of its own, or none', () => {
  const friday = { send: true, weekday: 5, hour: 16, zone: 'Asia/Tokyo' }
  const teams = { payments: friday }
  expect(due({ ...MONDAY_9, teams }, '2026-11-20T07:00:00Z')).toEqual([
    ['payments', '2026-W47', '2026-11-20T07:00:00.000Z'],
  ])
  const off = { payments: { ...friday, send: false } }
  expect(due({ ...MONDAY_9, teams: off }, '2026-11-16T08:00:00Z').map(([owner]) => owner)).toEqual(['admins'])
})

test('switched off for the organisation it is off for everybody', () => {
  expect(due({ ...MONDAY_9, send: false }, '2026-11-16T08:00:00Z')).toEqual([])
})

test('a source belongs to the team of its service while somebody is in it, else to the admins', () => {
  const services = [aService('pay', { team: PAYMENTS }), aService('web')]
  const service = (name: string) => ({ service: name as never })
  const sources = [aSource('a', service('pay')), aSource('b', service('web'))]
  const owners = (directory: ReturnType<typeof world>) =>
    sources.map(({ id }) => ownerOfSource(directory, id as SourceId))
  const directory = world(MONDAY_9, { services, sources })
  expect(owners(directory)).toEqual(['payments', 'admins'])
  expect([peopleOf(directory, PAYMENTS), peopleOf(directory, 'admins')]).toEqual([[ANA, BOB], [ROOT]])
  const users = [aUser('ana', { isActive: false }), aUser('bob', { isActive: false })]
  expect(owners(world(MONDAY_9, { services, sources, users }))).toEqual(['admins', 'admins'])
})
