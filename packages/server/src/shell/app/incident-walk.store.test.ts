import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import { settled } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({ sources: [aSource('monitor', { quietPeriodMs: ms('0s') })] })

describeOnEachServer('the walk by API', (start) => {
  test('an alert becomes an incident that pages, is taken, resolves when it recovers, and is closed with a reason', async () => {
    const { as, receive, sent, database } = await start(DIRECTORY)
    const ana = as('ana')
    await receive('monitor', [{ key: 'disk', title: 'Disk full', labels: { host: 'db-1' } }])

    const { body: list } = await ana.get('/incidents?status=open')
    expect(list.next).toBeNull()
    expect(list.items).toMatchObject([
      { title: 'Disk full', status: 'open', priority: 'P2', urgency: 'high', alerts_count: 1, firing_count: 1 },
    ])
    const [{ id }] = list.items
    expect(id).toMatch(/^INC-\d{4}-000001$/)
    expect(sent.map((message) => [message.kind, message.user])).toEqual([['page', 'ana']])

    const shown = await ana.get(`/incidents/${id}`)
    expect(shown.headers.etag).toBe(`"${shown.body.version}"`)
    expect(shown.body.services).toEqual([{ id: 'api', name: 'The api' }])
    expect(shown.body.steps.map(({ step, state }: never) => `${step} ${state}`)).toEqual([
      'detect done',
      'record done',
      'classify done',
      'prioritise done',
      'respond current',
      'resolve pending',
      'close pending',
    ])
    expect(shown.body.escalation).toMatchObject({
      policy_name: 'Main',
      next: { kind: 'step', step: 1 },
      ladder: [
        { step: 0, state: 'fired', people: [{ id: 'ana', name: 'Ana' }] },
        { step: 1, state: 'next', after_ms: 300_000, people: [], targets: [{ kind: 'user', id: 'bob', name: 'Bob' }] },
      ],
    })
    expect(shown.body.on_page).toMatchObject([{ user: { id: 'ana' }, channel: 'email', state: 'reached' }])
    expect(shown.body.actions).toMatchObject({
      acknowledge: { allowed: true },
      resolve: { allowed: true },
      close: { allowed: false, because: 'incident_not_resolved' },
      reopen: { allowed: false, because: 'incident_not_resolved_yet' },
    })

    const taken = await ana.post(`/incidents/${id}/acknowledge`)
    expect(taken).toMatchObject({
      status: 200,
      body: { because: 'asked', incident: { status: 'acknowledged', owner: { id: 'ana', name: 'Ana' } } },
    })
    expect(taken.body.incident.escalation.next).toBeNull()
    const again = await as('bob').post(`/incidents/${id}/acknowledge`, {})
    expect(again).toMatchObject({ status: 200, body: { because: 'already_acknowledged' } })
    expect(again.body.incident.owner).toEqual({ id: 'ana', name: 'Ana' })

    await receive('monitor', [{ key: 'disk', state: 'resolved' }])
    expect((await ana.get(`/incidents/${id}`)).body).toMatchObject({ status: 'resolved', firing_count: 0 })
    expect(await ana.post(`/incidents/${id}/close`, {})).toMatchObject({
      status: 400,
      body: { error: { code: 'reason_required' } },
    })
    const closed = await ana.post(`/incidents/${id}/close`, { reason: 'Disk replaced' })
    expect(closed.body.incident).toMatchObject({ status: 'closed' })
    expect(closed.body.incident.steps.at(-1)).toMatchObject({ step: 'close', state: 'done' })
    const late = await ana.post(`/incidents/${id}/acknowledge`)
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'incident_final' } } })

    await settled(database)
    const { body: facts } = await ana.get(`/incidents/${id}/facts?limit=200`)
    expect(facts.items.map(({ sentence }: { sentence: string }) => sentence)).toMatchInlineSnapshot(`
      [
        "An alert of The monitor opened the incident: “Disk full”.",
        "The severity is high, because the source said so.",
        "The scope is department, because that is set where nobody says otherwise.",
        "The priority is P2, high urgency, because the matrix of scope and severity says so.",
        "The alert “Disk full” belongs to it.",
        "The escalation of “Main” began with step 1, because the incident was opened.",
        "Step 1 paged Ana, because the incident was opened.",
        "A page to Ana by email was ordered.",
        "The page to Ana by email was handed over.",
        "Ana acknowledged it.",
        "1 alert recovered; none still fires.",
        "The service is restored, because its last alert recovered.",
        "It is resolved, because its last alert recovered.",
        "Ana closed it: Disk replaced",
      ]
    `)
    expect(facts.items.map(({ version }: { version: number }) => version)).toEqual(
      facts.items.map((_: unknown, index: number) => index + 1),
    )
    expect(JSON.stringify(facts)).not.toContain('ana@example.com')
  })
})
