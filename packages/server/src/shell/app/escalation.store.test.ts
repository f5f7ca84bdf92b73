import type { PolicyId, VendorId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, NotificationRule } from '@tocsin/core/people/directory.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import type { Restriction } from '@tocsin/core/people/schedule.ts'
import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { aDirectory, aPolicy, aRule, aService, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

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

describeOnServer('embedded', 'escalation', (start) => {
  test('who says that it needs a vendor calls the third level at once, by the rules of the procedure', async () => {
    const server = await start(aDirectory({ policies: [ladder()] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    const said = await server.as('ana').post(`/incidents/${id}/progress`, { needs: 'vendor', cause: 'a bug of theirs' })
    expect(said.status, said.text).toBe(200)
    expect(said.body.incident).toMatchObject({ level: 'L3', status: 'open' })
    await settled(server.database)
    expect(server.sent.filter(({ kind }) => kind === 'page').map(({ user }) => user)).toEqual(['ana', 'carol'])
    const report = (await server.as('ana').get('/escalation/report')).body
    expect(report).toMatchObject({ incidents: 1, escalated: 1, escalation_rate: 1, first_contact_resolution: null })
    expect(report.by_criterion).toEqual([
      { criterion: 'l3-or-vendor', name: 'Needs an architect or a vendor', incidents: 1 },
    ])
  })

  test('what is resolved at the first level counts as resolved at first contact', async () => {
    const server = await start(aDirectory({ policies: [ladder()] }))
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/resolve`, { note: 'done' })
    expect((await server.as('ana').get('/escalation/report')).body).toMatchObject({
      ...{ resolved: 1, resolved_at_first_level: 1, first_contact_resolution: 1, escalation_rate: 0 },
    })
  })

  test('progress that says nothing, or lies in the past, is refused with how to mend it', async () => {
    const server = await start(aDirectory({ policies: [ladder()] }))
    const id = await declare(server)
    const codeOf = async (body: object) =>
      (await server.as('ana').post(`/incidents/${id}/progress`, body)).body.error.code
    expect(await codeOf({})).toBe('invalid_request')
    expect(await codeOf({ expected_at: '2020-01-01T00:00:00Z' })).toBe('expected_in_past')
  })

  test('a dry run tells who would be paged when and why, and writes nothing', async () => {
    const server = await start(aDirectory({ policies: [ladder()] }))
    const asked = await server.as('ana').get('/escalation/dry-run?service=api&priority=P1&at=2026-01-05T03:00:00Z')
    expect(asked.status, asked.text).toBe(200)
    expect(asked.body).toMatchObject({ priority: 'P1', urgency: 'high', policy: { name: 'Main' }, is_cut: true })
    const shown = asked.body.moments.map(
      ({
        kind,
        at,
        level,
        people,
      }: {
        kind: string
        at: string
        level: string
        people: { user: { name: string } }[]
      }) => `${at.slice(11, 16)} ${kind} ${level ?? '-'} ${people.map(({ user }) => user.name).join(' ')}`.trim(),
    )
    expect(shown).toEqual([
      '03:00 step L1 Ana',
      '03:15 criterion L2',
      '03:15 step L2 Bob',
      '03:30 criterion L3',
      '03:30 step L3 Carol',
      ...shown.slice(5),
    ])
    expect(asked.body.moments[1]).toMatchObject({ criterion: expect.any(String), text: expect.any(String) })
    expect(asked.body.moments[0].people[0]).toMatchObject({ why: { kind: 'user' }, pages: [{ channel: 'email' }] })
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from incidents`.execute(
      server.database.kysely,
    )
    expect(rows).toEqual([{ count: 0 }])
    expect((await server.as('ana').get('/escalation/dry-run?service=nope')).status).toBe(404)
  })

  test('why somebody was paged, and somebody else was not, is told from the facts', async () => {
    const server = await start()
    const id = await declare(server)
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    const ana = (await server.as('bob').get(`/incidents/${id}/paging?user=ana`)).body
    expect(ana).toMatchObject({
      was_paged: true,
      moments: [
        { kind: 'wanted', by: 'step', step: 0 },
        { kind: 'page' },
        { kind: 'attempt' },
        { kind: 'stopped', steps_left: 1 },
      ],
    })
    const bob = (await server.as('bob').get(`/incidents/${id}/paging?user=bob@example.com`)).body
    expect(bob).toMatchObject({ was_paged: false, moments: [{ kind: 'others' }, { kind: 'stopped' }] })
    expect((await server.as('bob').get(`/incidents/${id}/paging?user=zed`)).body.error).toMatchObject({
      ...{ code: 'user_not_found', message: expect.stringContaining('Nobody here is called “zed”.') },
    })
  })

  test('dry run and explanation name the hours of the rule by which somebody is paged', async () => {
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
    const always: Restriction[] = days.map((_, day) => ({ weekday: day + 1, from: '00:00', to: '24:00' }))
    const never: Restriction[] = [{ weekday: 1, from: '03:30', to: '03:31' }]
    const withRules = (...rules: NotificationRule[]) => aDirectory({ users: [aUser('ana', { rules })] })
    const server = await start(
      withRules(
        { ...aRule('0m', 'mail'), hours: always },
        { ...aRule('7m', 'mail'), hours: never },
        aRule('9m', 'mail'),
      ),
    )
    const asked = await server.as('ana').get('/escalation/dry-run?service=api&priority=P1&at=2026-01-05T03:01:00Z')
    const hours = [{ days, from: '00:00', to: '24:00' }]
    expect(asked.body.moments[0].people[0].pages).toMatchObject([
      { at: '2026-01-05T03:01:00.000Z', because: 'rule_immediate', hours },
      { at: '2026-01-05T03:10:00.000Z', because: 'rule_due', hours: null },
    ])
    const id = await declare(server)
    const told = (await server.as('bob').get(`/incidents/${id}/paging?user=ana`)).body
    expect(told.moments[0].plan[0]).toMatchObject({ because: 'rule_immediate', hours })
  })

  test('at an hour for which somebody has no rule a dry run says that every contact is used', async () => {
    const hours: Restriction[] = [{ weekday: 1, from: '03:30', to: '03:31' }]
    const server = await start(aDirectory({ users: [aUser('ana', { rules: [{ ...aRule('7m', 'mail'), hours }] })] }))
    const asked = await server.as('ana').get('/escalation/dry-run?service=api&priority=P1&at=2026-01-05T03:01:00Z')
    expect(asked.body.moments[0].people[0].pages).toMatchObject([
      { at: '2026-01-05T03:01:00.000Z', because: 'no_rule_at_this_hour', hours: null },
    ])
  })

  test('what an edit of a policy touches: its services, the policies that go on with it, and what runs', async () => {
    const outer: Policy = {
      ...aPolicy([aStep('0m', { kind: 'policy', id: 'main' as PolicyId })]),
      id: 'outer' as PolicyId,
      name: 'Outer',
    }
    const services = [aService('api'), aService('shop', { policy: 'outer' as PolicyId })]
    const server = await start(aDirectory({ policies: [aPolicy([aStep('0m', 'ana')]), outer], services }))
    const id = await declare(server)
    expect((await server.as('ana').get('/policies/main/reach')).body).toEqual({
      services: [
        { id: 'api', name: 'The api' },
        { id: 'shop', name: 'The shop' },
      ],
      policies: [{ id: 'outer', name: 'Outer' }],
      running: [{ id, title: 'Slow', version: 1 }],
    })
  })

  test('targets take turns across incidents, also when two are opened at once', async () => {
    const policy = aPolicy([{ ...aStep('0m', 'ana', 'bob', 'carol'), turnKey: 'main/1' }])
    const server = await start(aDirectory({ policies: [policy] }))
    const bodies = Array.from({ length: 6 }, (_, index) => ({ title: `Fault ${index}` }))
    await Promise.all(bodies.map((body) => declare(server, body)))
    const counts = Object.groupBy(server.sent, ({ user }) => user)
    expect(Object.values(counts).map((sent) => sent?.length)).toEqual([2, 2, 2])
  })

  test('a step that pages a vendor writes to the address of the contract, without links that act', async () => {
    const vendors: Directory['vendors'] = new Map([
      [
        'acme' as VendorId,
        { id: 'acme' as VendorId, name: 'Acme', contacts: [{ channel: 'email', to: 'help@acme.example' }] },
      ],
    ])
    const policies = [aPolicy([aStep('0m', { kind: 'vendor', id: 'acme' as VendorId })])]
    const server = await start({ ...aDirectory({ policies }), vendors })
    const id = await declare(server)
    expect(server.sent.map(({ user, target }) => [user, target.to])).toEqual([['vendor:acme', 'help@acme.example']])
    const shown = (await server.as('ana').get(`/incidents/${id}`)).body.escalation.ladder[0]
    expect(shown).toMatchObject({ targets: [{ kind: 'vendor', name: 'Acme' }], people: [{ name: 'Acme' }] })
  })
})
