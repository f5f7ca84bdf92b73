import type { PolicyId, VendorId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Policy } from '@tocsin/core/people/policy.ts'
import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { aDirectory, aPolicy, aService, aStep } from '@tocsin/core/testing/directory.ts'
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
    expect((await server.as('bob').get(`/incidents/${id}/paging?user=zed`)).body.error.code).toBe('user_not_found')
  })

  test('a rule with hours is set by the API, and dry run and explanation name the hours by which it was chosen', async () => {
    const server = await start()
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    const hours = [{ days, from: '00:00', to: '24:00' }]
    const never = [{ days: ['Mon'], from: '03:00', to: '03:01' }]
    const rule = (after: string, own: typeof hours | null) => ({ urgency: 'high', after, contact: 'mail', hours: own })
    const put = (...items: object[]) => server.as('ana').put('/users/me/rules', { items })
    const set = await put(rule('0m', hours), rule('7m', never), rule('9m', null))
    expect(set.body.items).toEqual([rule('0m', hours), rule('7m', never), rule('9m', null)])
    const asked = await server.as('ana').get('/escalation/dry-run?service=web&priority=P1&at=2026-01-05T03:01:00Z')
    expect(asked.body.moments[0].people[0].pages).toMatchObject([
      { at: '2026-01-05T03:01:00.000Z', because: 'rule_immediate', hours },
      { at: '2026-01-05T03:10:00.000Z', because: 'rule_due', hours: null },
    ])
    const id = await declare(server)
    const told = (await server.as('bob').get(`/incidents/${id}/paging?user=ana`)).body
    expect(told.moments[0].plan[0]).toMatchObject({ because: 'rule_immediate', hours })
    await put(rule('7m', never))
    const outside = await server.as('ana').get('/escalation/dry-run?service=web&priority=P1&at=2026-01-05T03:01:00Z')
    expect(outside.body.moments[0].people[0].pages).toMatchObject([
      { at: '2026-01-05T03:01:00.000Z', because: 'no_rule_at_this_hour' },
    ])
    expect((await put({ ...rule('0m', null), hours: [] })).body.items[0].hours).toBeNull()
    expect((await put(rule('0m', [{ days: ['Mon'], from: '25:00', to: '03:00' }]))).status).toBe(400)
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
