/** Whatever an incident waits for and that somebody deletes behind its back is written anew, and counted. */
import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { aDirectory, aPolicy, aStep, user } from '@tocsin/core/testing/directory.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { auditPaging, FINDINGS } from '../../respond/audit-paging.ts'
import { systemClock } from '../ports/clock.ts'
import { describeOnEachServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const NOTHING = Object.fromEntries(FINDINGS.map((finding) => [finding, 0]))

function ladder(changes: Partial<Policy> = {}): Policy {
  return aPolicy(
    [
      { ...aStep('0m', 'ana'), level: 'L1' },
      { ...aStep('30m', 'bob'), level: 'L2' },
      { ...aStep('30m', 'carol'), level: 'L3' },
    ],
    { criteria: [...DEFAULT_CRITERIA], ...changes },
  )
}

async function declare(server: TestServer, body: object = {}): Promise<string> {
  const declared = await server
    .as('ana')
    .post('/incidents', { title: 'Slow', severity: 'high', scope: 'company_wide', services: ['api'], ...body })
  expect(declared.status, declared.text).toBe(201)
  await settled(server.database)
  return declared.body.id
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 500; tries++) await systemClock.sleep(10)
  expect(isSo()).toBe(true)
}

const audit = (server: TestServer) => auditPaging(server.deps, new AbortController().signal)
const kindsOf = async (server: TestServer, id: string): Promise<string[]> =>
  (await server.as('ana').get(`/incidents/${id}/facts?limit=200`)).body.items.map(({ type }: { type: string }) => type)

const wakesOf = async (server: TestServer, id: string): Promise<string[]> => {
  const { rows } = await sql<{ key: string }>`select key from wakes where subject = ${id} order by key`.execute(
    server.database.kysely,
  )
  return rows.map(({ key }) => key.slice(id.length + 1))
}
const forget = (server: TestServer, key: string) =>
  sql`delete from wakes where key = ${key}`.execute(server.database.kysely)
const pagesOf = (server: TestServer): string[] =>
  server.sent.filter(({ kind }) => kind === 'page').map(({ user }) => user)

describeOnEachServer('the auditor of paging', (start) => {
  /** An incident whose page is with its provider until the gate opens. */
  const underWay = async () => {
    const gate = Promise.withResolvers<SendResult>()
    const server = await start(aDirectory(), { deliver: () => gate.promise })
    const { body } = await server
      .as('ana')
      .post('/incidents', { title: 'Slow', severity: 'high', scope: 'company_wide', services: ['api'] })
    await until(() => server.sent.length === 1)
    return { server, id: body.id as string, gate }
  }

  test('finds nothing where nothing is lost', async () => {
    const server = await start()
    await declare(server)
    expect(await audit(server)).toMatchObject({ findings: NOTHING, isWhole: true })
  })

  test('a wake that was deleted behind its back is written anew, and the incident says so', async () => {
    const server = await start()
    const id = await declare(server)
    await sql`delete from wakes where subject = ${id}`.execute(server.database.kysely)
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_wake: 1 })
    const { rows } = await sql<{ key: string }>`select key from wakes where subject = ${id}`.execute(
      server.database.kysely,
    )
    expect(rows).toEqual([{ key: `${id}:escalation` }])
    expect((await kindsOf(server, id)).at(-1)).toBe('PagingRepaired')
    expect((await audit(server)).findings).toEqual(NOTHING)
  })

  test('a page that was deleted before it left goes out, under its own key', async () => {
    const { server, id, gate } = await underWay()
    await sql`delete from outbox where incident_id = ${id}`.execute(server.database.kysely)
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_page: 1 })
    const { rows } = await sql`select key, state from outbox where incident_id = ${id}`.execute(server.database.kysely)
    expect(rows).toEqual([{ key: `${id}/p1`, state: 'pending' }])
    expect((await audit(server)).findings).toEqual(NOTHING)
    gate.resolve({ handedOver: true, isDelivered: false })
    await settled(server.database)
  })

  test.each([
    ['dead', 'gave_up'],
    ['done', 'handed_over'],
  ])(
    'a page that ended as %s without its incident hearing of it is told as one that %s, once',
    async (state, outcome) => {
      const { server, id, gate } = await underWay()
      await sql`update outbox set state = ${state}, leased_by = null, ended_at = requested_at where key = ${`${id}/p1`}`.execute(
        server.database.kysely,
      )
      expect((await audit(server)).findings).toEqual({ ...NOTHING, unrecorded_page: 1 })
      const { items } = (await server.as('ana').get(`/incidents/${id}/facts?limit=200`)).body
      const [attempt] = items.filter(({ type }: { type: string }) => type === 'PageAttempted')
      expect(attempt.data).toMatchObject({ page: `${id}/p1`, attempt: 1, result: { outcome } })
      expect((await audit(server)).findings).toEqual(NOTHING)
      // What nobody took goes another way, or the next step is called.
      const isCalledFurther = items.some(({ type }: { type: string }) => type === 'PersonUnreachable')
      expect(isCalledFurther || items.filter(({ type }: { type: string }) => type === 'PageRequested').length > 1).toBe(
        outcome === 'gave_up',
      )
      gate.resolve({ handedOver: true, isDelivered: false })
      await settled(server.database)
    },
  )

  test('an open incident that waits for nothing at all is paged from the start', async () => {
    const server = await start()
    const id = await declare(server)
    await sql`delete from wakes where subject = ${id}`.execute(server.database.kysely)
    await sql`update incidents set state = jsonb_set(state, '{response,escalation}', 'null') where id = ${id}`.execute(
      server.database.kysely,
    )
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_escalation: 1 })
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).toEqual(['ana', 'ana'])
  })

  test('an acknowledgement whose end was lost ends all the same, and whoever has it is asked again', async () => {
    const server = await start(aDirectory({ policies: [ladder({ criteria: [], ackTimeoutMs: 400 as DurationMs })] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    await forget(server, `${id}:ack`)
    // Its time passes, and nobody comes.
    await systemClock.sleep(600)
    expect(pagesOf(server)).toEqual(['ana'])
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_acknowledgement_end: 1 })
    await until(() => pagesOf(server).length === 2)
    expect(pagesOf(server)).toEqual(['ana', 'ana'])
    expect((await audit(server)).findings).toEqual(NOTHING)
  })

  test('a step that waits for several who acknowledge goes on after its wake was lost', async () => {
    const [first, ...others] = ladder().steps
    const steps = first ? [{ ...first, targets: [...first.targets, user('bob')], acks: 2 }, ...others] : []
    const server = await start(aDirectory({ policies: [ladder({ criteria: [], steps })] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    expect((await server.as('ana').get(`/incidents/${id}`)).body.status).toBe('acknowledged')
    expect(await wakesOf(server, id)).toContain('escalation')
    await forget(server, `${id}:escalation`)
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_wake: 1 })
    expect(await wakesOf(server, id)).toContain('escalation')
  })

  test('times of criteria that lie ahead are written anew, whoever has it meanwhile', async () => {
    const own = { id: 'own', name: 'Own', to: 'L3' as const, when: 'minutes > 90' }
    const server = await start(aDirectory({ policies: [ladder({ criteria: [...DEFAULT_CRITERIA, own] })] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    const expectedAt = new Date(systemClock.now() + 600_000).toISOString()
    await server.as('ana').post(`/incidents/${id}/progress`, { expected_at: expectedAt })
    const timers = [
      'criterion:no-cause',
      'criterion:no-resolution',
      'criterion:p1-unresolved',
      'expected',
      'next-change',
    ]
    expect(await wakesOf(server, id)).toEqual(timers)
    for (const timer of timers) await forget(server, `${id}:${timer}`)
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_criterion: 5 })
    expect(await wakesOf(server, id)).toEqual(timers)
    expect((await audit(server)).findings).toEqual(NOTHING)
  })

  test('a criterion whose time passed without anybody asking comes true late, and one that is not true is no finding', async () => {
    const soon = (id: string, when: string) => ({ id, name: id, to: 'L3' as const, afterMs: 2_500 as DurationMs, when })
    const criteria = [soon('mine', '!cause_known'), soon('other', 'priority == "P5"')]
    const server = await start(aDirectory({ policies: [ladder({ criteria })] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    for (const criterion of ['mine', 'other']) await forget(server, `${id}:criterion:${criterion}`)
    await systemClock.sleep(3_000)
    expect(await wakesOf(server, id)).toEqual([])
    expect(pagesOf(server)).toEqual(['ana'])
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_criterion: 1 })
    await settled(server.database)
    expect(pagesOf(server)).toEqual(['ana', 'carol'])
    expect((await server.as('ana').get(`/incidents/${id}`)).body.level).toBe('L3')
    expect((await audit(server)).findings).toEqual(NOTHING)
  })

  test('a responder who is called by name while somebody has it is called though the page was lost', async () => {
    const gate = Promise.withResolvers<SendResult>()
    const server = await start(aDirectory({ policies: [ladder({ criteria: [] })] }), {
      deliver: ({ user: whom }) =>
        whom === 'bob' ? gate.promise : Promise.resolve({ handedOver: true, isDelivered: false }),
    })
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    await server.as('ana').post(`/incidents/${id}/responders`, { user: 'bob' })
    await until(() => pagesOf(server).includes('bob'))
    await sql`delete from outbox where incident_id = ${id} and message ->> 'user' = 'bob'`.execute(
      server.database.kysely,
    )
    expect((await audit(server)).findings).toEqual({ ...NOTHING, lost_page: 1 })
    gate.resolve({ handedOver: true, isDelivered: false })
    await settled(server.database)
  })

  test('what somebody put off or took is left alone', async () => {
    const server = await start()
    const taken = await declare(server)
    await server.as('ana').post(`/incidents/${taken}/acknowledge`)
    const off = await declare(server)
    await server.as('ana').post(`/incidents/${off}/snooze`, { for_ms: 3_600_000 })
    expect((await audit(server)).findings).toEqual(NOTHING)
  })
})
