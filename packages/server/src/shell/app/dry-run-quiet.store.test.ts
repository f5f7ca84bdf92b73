/** A dry run knows what would keep an alert quiet at that instant. */
import type { InhibitionId, MaintenanceId, MaintenanceWindow } from '@tocsin/core/people/quiet.ts'
import { API, aDirectory } from '@tocsin/core/testing/directory.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { describeOnServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const HOUR = 3_600_000
const work: MaintenanceWindow = {
  ...{
    id: 'disks' as MaintenanceId,
    name: 'New disks',
    isActive: true,
    mode: 'mute',
    pausesMonitors: false,
    zone: 'UTC',
  },
  ...{
    startsAt: '2030-01-05T02:00',
    lastsMs: (2 * HOUR) as never,
    changes: [],
    services: [API],
    sources: [],
    matchers: [],
  },
}
const equal = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true })

describeOnServer('embedded', 'a dry run of what is kept quiet', (start) => {
  const ask = async (server: TestServer, query: string) =>
    (await server.as('ana').get(`/escalation/dry-run?${query}`)).body
  const alertOf = async (server: TestServer, key: string): Promise<string> => {
    const { rows } = await sql<{ id: string }>`select id from alerts where key = ${key}`.execute(server.database.kysely)
    return rows[0]?.id ?? ''
  }

  test('an alert that a silence matches pages nobody until its end, and pages after it', async () => {
    const server = await start()
    await server.receive('monitor', [{ key: 'disk', labels: { host: 'db1' } }])
    const alert = await alertOf(server, 'disk')
    const ends = new Date(systemClock.now() + HOUR).toISOString()
    const silence = { matchers: [{ name: 'host', value: 'db1' }], ends_at: ends, comment: 'Disks are replaced' }
    const made = await server.as('ana').post('/silences', silence)
    expect(made.status, made.text).toBe(201)
    expect(await ask(server, `alert=${alert}`)).toMatchObject({
      muted: {
        ...{ because: 'muted_by_silence', reason: 'Disks are replaced', until: ends },
        by: { id: made.body.id, name: 'Disks are replaced' },
      },
      moments: [],
    })
    const later = await ask(server, `alert=${alert}&at=${new Date(systemClock.now() + 2 * HOUR).toISOString()}`)
    expect(later.muted).toBeNull()
    expect(later.moments[0].people[0].user.name).toBe('Ana')
  })

  test('planned work mutes alerts, or lets them count as the mildest; by service it is told beside what is declared', async () => {
    const low = { ...work, id: 'low' as MaintenanceId, mode: 'low' as const, startsAt: '2030-02-05T02:00' }
    const server = await start({ ...aDirectory(), maintenance: [work, low] })
    await server.receive('monitor', [{ key: 'disk', severity: 'high' }])
    const alert = await alertOf(server, 'disk')
    const until = '2030-01-05T04:00:00.000Z'
    expect(await ask(server, `alert=${alert}&at=2030-01-05T03:00:00Z`)).toMatchObject({
      muted: { because: 'in_maintenance', reason: 'New disks', until },
    })
    const lowered = await ask(server, `alert=${alert}&at=2030-02-05T03:00:00Z`)
    expect(lowered).toMatchObject({ muted: null, is_lowered: true })
    const declared = await ask(server, 'service=api&priority=P1&at=2030-01-05T03:00:00Z')
    expect(declared.maintenance).toEqual([
      {
        service: { id: 'api', name: 'The api' },
        window: { id: 'disks', name: 'New disks' },
        mode: 'mute',
        until,
        is_partial: false,
      },
    ])
    expect(declared.moments.length).toBeGreaterThan(0)
    const policy = await ask(server, 'policy=main&priority=P1&at=2030-01-05T03:00:00Z')
    expect(policy.maintenance).toHaveLength(1)
    expect((await ask(server, 'service=api&at=2030-01-05T05:00:00Z')).maintenance).toEqual([])
  })

  test('a symptom pages nobody while its cause fires', async () => {
    const inhibition = {
      ...{ id: 'rack' as InhibitionId, name: 'The rack is down', isActive: true, equal: ['rack'] },
      ...{ causes: [equal('alert', 'RackDown')], symptoms: [equal('alert', 'HostDown')] },
    }
    const server = await start({ ...aDirectory(), inhibitions: [inhibition] })
    await server.receive('monitor', [{ key: 'host', labels: { alert: 'HostDown', rack: '7' } }])
    const alert = await alertOf(server, 'host')
    expect((await ask(server, `alert=${alert}`)).muted).toBeNull()
    await server.receive('monitor', [{ key: 'rack', labels: { alert: 'RackDown', rack: '7' } }])
    expect(await ask(server, `alert=${alert}`)).toMatchObject({
      muted: { because: 'inhibited', by: { id: 'rack', name: 'The rack is down' }, until: null },
    })
  })
})
