import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { ANA, aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import type { PersonPrincipal, Principal } from '../auth/principal.ts'
import { startConfigurationServer } from '../config/testing/configuration-server.ts'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { writeDirectory } from '../store/testing/write-directory.ts'
import { readFirstRun } from './first-run.ts'
import { makeFirstService } from './first-service.ts'

/** A Tuesday, at which it is Monday evening in Los Angeles. */
const NOW = Date.parse('2026-01-06T03:00:00Z') as Instant

const unproven = aUser('ana', {
  ...{ role: 'admin', zone: 'America/Los_Angeles', rules: [] },
  contacts: [aContact('mail', { to: 'ana@example.com', isVerified: false })],
})
const NOTHING = aDirectory({ users: [unproven], services: [], policies: [], sources: [] })

const principal = {
  ...{ kind: 'user', id: ANA, email: 'ana@example.com', name: 'Ana', role: 'admin', zone: unproven.zone },
  ...{ locale: 'en', isActive: true, sessionId: 's' },
} as PersonPrincipal & Principal

describeOnEachEngine('the first steps', (open) => {
  const openWith = async (directory = NOTHING): Promise<Database> => {
    const database = await open()
    await writeDirectory(database.kysely, directory)
    return database
  }
  const read = async ({ kysely }: Database, user: UserId = ANA) =>
    readFirstRun(kysely, await loadDirectory(kysely), user)
  const make = ({ kysely }: Database, service: string, team: string) =>
    makeFirstService(kysely, { body: { service, team }, principal, at: NOW })

  test('of an empty installation none is done', async () => {
    const firstRun = await read(await openWith())
    expect(firstRun.steps.map(({ is_done }) => is_done)).toEqual([false, false, false, false])
    expect(firstRun).toMatchObject({ is_done: false, is_dismissed: false, contact: null, service: null, source: null })
  })

  test('a contact counts when it is verified and its channel can be used', async () => {
    const withContact = (id: string) =>
      aDirectory({ users: [aUser('ana', { contacts: [aContact(id, { to: 'https://ntfy.example.com/ana' })] })] })
    expect((await read(await openWith(withContact('ntfy')))).contact).toMatchObject({ channel: 'ntfy' })
    const database = await openWith(withContact('mail'))
    expect((await read(database)).contact).toBeNull()
    await database.kysely
      .insertInto('channels')
      .values({ channel: 'email', config_sealed: 'sealed', owned_by: 'app' })
      .execute()
    expect((await read(database)).contact).toMatchObject({ id: 'mail', channel: 'email' })
  })

  test('two names make a service whose policy pages its maker, who is on call from now on', async () => {
    const database = await openWith()
    expect(await make(database, 'Payment API', 'Payments')).toMatchObject({ result: 'payment-api', isChanged: true })
    const directory = await loadDirectory(database.kysely)
    expect([...directory.services.values()]).toMatchObject([
      { id: 'payment-api', name: 'Payment API', team: 'payments', policy: 'payments' },
    ])
    expect([...directory.teams.values()]).toMatchObject([{ name: 'Payments', members: [ANA] }])
    expect([...directory.policies.values()]).toMatchObject([
      {
        repeat: 2,
        steps: [
          { afterMs: 0, level: 'L1', targets: [{ kind: 'schedule', id: 'payments' }] },
          { afterMs: 300_000, level: 'L2', targets: [{ kind: 'team', id: 'payments' }] },
          { level: 'L3', targets: [] },
          { level: 'management', targets: [] },
        ],
      },
    ])
    const criteria = [...directory.policies.values()].flatMap((policy) => policy.criteria ?? [])
    expect(criteria.map(({ to, afterMs = 0 }) => `${to} ${afterMs / 60_000}`)).toEqual([
      ...['L2 15', 'L2 0', 'L3 30', 'L3 0', 'L3 0', 'management 60', 'management 0'],
    ])
    const [schedule] = directory.schedules.values()
    const onCall = schedule && calcOnCall(directory, schedule, NOW).people
    expect(onCall).toMatchObject([{ user: ANA }])
    expect((await read(database)).service).toEqual({ id: 'payment-api', name: 'Payment API' })
  })

  test('a team that is there keeps its people and its policy, and a service is not made twice', async () => {
    const database = await openWith()
    await make(database, 'Payment API', 'Payments')
    expect(await make(database, 'Ledger', 'payments')).toMatchObject({ result: 'ledger' })
    const directory = await loadDirectory(database.kysely)
    expect([directory.teams.size, directory.policies.size, directory.services.size]).toEqual([1, 1, 2])
    expect(await make(database, 'ledger', 'Others')).toMatchObject({
      rejected: { code: 'already_exists', facts: { field: 'service' } },
    })
    expect((await loadDirectory(database.kysely)).teams.size).toBe(1)
  })

  test('they are put away for everybody until somebody wants them back, and a key is nobody to make a service for', async () => {
    const server = await startConfigurationServer(await openWith())
    const manager = server.as('manager')
    expect((await manager.get('/first-run')).body).toMatchObject({ is_dismissed: false, contact: null })
    expect((await manager.patch('/first-run', { is_dismissed: true })).body).toMatchObject({ is_dismissed: true })
    expect((await server.as('admin').get('/first-run')).body).toMatchObject({ is_dismissed: true })
    expect((await manager.patch('/first-run', { is_dismissed: false })).body).toMatchObject({ is_dismissed: false })
    expect(await server.as('responder').get('/first-run')).toMatchObject({ code: 'forbidden' })
    expect(await manager.post('/first-run/service', { service: 'Shop', team: 'Shop' })).toMatchObject({
      code: 'forbidden',
    })
    await server.app.close()
  })

  test('names that no id can be made of get one', async () => {
    const database = await openWith()
    await make(database, '決済', '決済チーム')
    expect(await make(database, '在庫', '在庫チーム')).toMatchObject({ result: 'service-2' })
    const directory = await loadDirectory(database.kysely)
    expect([...directory.services.values()].map(({ name, team }) => [name, team])).toEqual([
      ['決済', 'team'],
      ['在庫', 'team-2'],
    ])
  })
})
