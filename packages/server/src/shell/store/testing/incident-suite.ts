/** Incidents, their facts, and the configuration that decisions need. */

import type { PolicyId, TeamId } from '@tocsin/core/kernel/brand.ts'
import {
  aDirectory,
  aPolicy,
  aSchedule,
  aService,
  aSource,
  aStep,
  aTeam,
  aUserWithRules,
  schedule,
} from '@tocsin/core/testing/directory.ts'
import { at, ms, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import { type IncidentSave, StoreConflict } from '../store.ts'
import { anIncident, changed, incidentId } from './builders.ts'
import type { StoreBench } from './store-bench.ts'

export function incidentSuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })

  const save = (...saves: IncidentSave[]) => bench.store.transaction((tx) => tx.saveIncidents(saves))
  const load = (...numbers: number[]) => bench.store.transaction((tx) => tx.loadIncidents(numbers.map(incidentId)))

  test('an incident is loaded as it was saved, and unknown ones are left out', async () => {
    const first = anIncident(1)
    const second = anIncident(2)
    await save(second, first)
    expect(await load(2, 3, 1)).toEqual(
      new Map([
        [incidentId(1), { state: first.state, lastHash: first.lastHash }],
        [incidentId(2), { state: second.state, lastHash: second.lastHash }],
      ]),
    )
    expect(await load()).toEqual(new Map())
    await save()
  })

  test('facts are kept whole, in their order, under their incident', async () => {
    const first = anIncident(1)
    const acknowledged = changed(first, { type: 'Acknowledge' }, at('1m'))
    await save(first)
    await save(acknowledged)
    const rows = (await bench.rows('facts')).sort((a, b) => a.version - b.version)
    const expected = [...first.facts, ...acknowledged.facts].map(({ fact, hash }) => {
      const { version, at: time, type, because, actor, ...data } = fact
      return { stream: incidentId(1), version, at: time, type, because, actor, data, hash }
    })
    expect(rows).toEqual(JSON.parse(JSON.stringify(expected)))
  })

  test('the columns of an incident say what its state says', async () => {
    const first = anIncident(1, { title: 'Checkout fails' })
    await save(first)
    const [row] = await bench.rows('incidents')
    expect(row).toMatchObject({
      id: incidentId(1),
      version: first.state.version,
      status: 'open',
      title: 'Checkout fails',
      incident_type: 'operational',
      detection_method: 'monitoring',
      priority: first.state.priority.priority,
      urgency: first.state.priority.urgency,
      severity: 'high',
      scope: 'department',
      category: [],
      services: ['api'],
      owner_id: null,
      level: 'L1',
      source_id: 'monitor',
      team_id: null,
      is_test: false,
      is_exhausted: false,
      is_flapping: false,
      snoozed_until: null,
      alerts_count: 1,
      firing_count: 1,
      occurred_at: START,
      detected_at: START,
      recorded_at: START,
      prioritised_at: START,
      acknowledged_at: null,
      resolved_at: null,
      group_key: 'group 1',
      open_group_key: 'group 1',
      last_hash: first.lastHash,
      updated_at: START,
      state: first.state,
    })
    const snoozed = changed(first, { type: 'Snooze', until: at('1h') }, at('1m'))
    await save(snoozed)
    expect(await bench.rows('incidents')).toMatchObject([{ snoozed_until: at('1h'), updated_at: at('1m') }])
    const resolved = changed(snoozed, { type: 'Resolve', because: 'said_by_responder' }, at('2m'))
    await save(resolved)
    expect(await bench.rows('incidents')).toMatchObject([
      {
        status: 'resolved',
        resolved_at: at('2m'),
        snoozed_until: null,
        group_key: 'group 1',
        open_group_key: null,
        version: resolved.state.version,
      },
    ])
  })

  test('whoever saves on top of an old version meets a conflict, and nothing of it is kept', async () => {
    const first = anIncident(1)
    await save(first)
    await save(changed(first, { type: 'AddNote', text: 'mine' }, at('1m')))
    const late = changed(first, { type: 'AddNote', text: 'late' }, at('2m'))
    await expect(save(anIncident(2), late)).rejects.toThrow(StoreConflict)
    const later = changed(late, { type: 'AddNote', text: 'later' }, at('3m'))
    const both = { ...later, expectedVersion: first.state.version, facts: [...late.facts, ...later.facts] }
    await expect(save(both)).rejects.toThrow(StoreConflict)
    await expect(save(anIncident(1, { groupKey: 'another' }))).rejects.toThrow(StoreConflict)
    expect([...(await load(1, 2)).keys()]).toEqual([incidentId(1)])
    expect(await bench.rows('facts')).toHaveLength(first.facts.length + 1)
  })

  test('a group has one open incident', async () => {
    const first = anIncident(1, { groupKey: 'disk' })
    const second = anIncident(2, { groupKey: 'disk' })
    await save(first)
    await expect(save(second)).rejects.toThrow(StoreConflict)
    await save(changed(first, { type: 'Resolve', because: 'said_by_responder' }, at('1m')))
    await save(second)
    expect((await load(1, 2)).size).toBe(2)
  })

  // Ids are texts, and as texts the millionth of a year would stand before the one that came before it.
  test('of two incidents of a group at one instant the one of the higher number is the latest, also beyond 999,999 a year', async () => {
    const first = anIncident(999_999, { groupKey: 'disk' })
    await save(changed(first, { type: 'Resolve', because: 'said_by_responder' }, at('1m')))
    await save(anIncident(1_000_000, { groupKey: 'disk' }))
    const latest = await bench.store.transaction((tx) => tx.findGroupIncidents(['disk']))
    expect(latest.get('disk')?.id).toBe('INC-2026-1000000')
  })

  test('a group passes from one incident to the next within one transaction', async () => {
    const first = anIncident(1, { groupKey: 'disk' })
    await save(first)
    const released = changed(first, { type: 'ReleaseGroup', because: 'group_window_passed' }, at('1m'))
    await save(anIncident(2, { groupKey: 'disk' }), released)
    const rows = (await bench.rows('incidents')).sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(rows.map((row) => row.open_group_key)).toEqual([null, 'disk'])
  })

  test('incidents without a group do not get into each other’s way', async () => {
    const { groupKey: _, ...first } = anIncident(1).state.record
    const without = (save: IncidentSave): IncidentSave => ({ ...save, state: { ...save.state, record: first } })
    await save(without(anIncident(1)), without(anIncident(2)))
    expect((await load(1, 2)).size).toBe(2)
  })

  test('what was loaded is a copy: changing it changes nothing in the store', async () => {
    await save(anIncident(1))
    const loaded = (await load(1)).get(incidentId(1))
    loaded?.state.record.services.push('other' as never)
    expect((await load(1)).get(incidentId(1))?.state.record.services).toEqual(['api'])
  })

  const organisation = aDirectory({
    users: [aUserWithRules('dora', { mail: '0m', hook: '5m' }), aUserWithRules('emil', {})],
    teams: [aTeam('payments', 'ana', 'dora')],
    services: [aService('api', { team: 'payments' as TeamId }), { ...aService('web'), policy: undefined as never }],
    schedules: [aSchedule('primary', 'ana')],
    policies: [aPolicy([aStep('0m', schedule('primary')), aStep('5m', 'bob')], { id: 'main' as PolicyId, repeat: 2 })],
    sources: [
      aSource('monitor', { groupBy: ['alertname'], groupWindowMs: ms('1h') }),
      aSource('backup', { system: 'heartbeat', everyMs: ms('1h'), graceMs: ms('10m') }),
      aSource('form', { map: { title: 'body.title' }, isActive: false }),
    ],
    settings: {
      reopenWindowMs: ms('2h'),
      ...{ portalMode: 'off', portalNeedsTriage: true, portalServices: [], portalFrameAncestors: [] },
    },
  })
  const directory = { ...organisation, inhibitions: [], maintenance: [] }

  test('the directory is loaded as it was configured, and its version says when it changed', async () => {
    const plain = JSON.parse(JSON.stringify(directory.services.get('web' as never)))
    const expected = { ...directory, services: new Map([...directory.services, ['web', plain]]) }
    await bench.setDirectory(directory)
    // A database answers with its defaults besides, for settings that nobody made.
    expect(await bench.store.loadDirectory()).toMatchObject(expected)
    expect(await bench.store.transaction((tx) => tx.loadDirectory())).toMatchObject(expected)
    const [schedule] = directory.schedules.values()
    if (!schedule) throw new Error('the organisation has a schedule')
    const edited = {
      ...schedule,
      before: [{ until: at('1s'), layers: schedule.layers }],
      temporary: [{ id: 'feast', startsAt: at('1m'), endsAt: at('2m'), shifts: [] }],
    }
    await bench.setDirectory({ ...directory, version: 7, schedules: new Map([[schedule.id, edited]]) })
    expect((await bench.store.loadDirectory()).schedules.get(schedule.id)).toEqual(edited)
    expect(await bench.store.transaction((tx) => tx.directoryVersion())).toBe(7)
    expect((await bench.store.loadDirectory()).version).toBe(7)
  })
}
