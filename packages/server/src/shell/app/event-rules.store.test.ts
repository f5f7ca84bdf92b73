import type { EventRule } from '@tocsin/core/people/directory.ts'
import { aDirectory, anEventRule, aPolicy, aService, aSource, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const rule = (id: string, condition: string, changes: Partial<EventRule>) => anEventRule(id, { condition, ...changes })
const NOISE = rule('noise', 'labels.app == "ci"', { actions: { suppress: 'flaps during builds' }, name: 'CI noise' })

const DIRECTORY = aDirectory({
  users: [aUser('root', { role: 'admin' }), aUser('vera', { role: 'viewer' })],
  services: [aService('api'), aService('web')],
  policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])],
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') }), aSource('open', { service: undefined as never })],
  eventRules: [NOISE, rule('off', '', { isActive: false, actions: { severity: 'low' } })],
})

async function alertId(server: TestServer, key: string): Promise<string> {
  const { body } = await server.as('ana').get('/alerts')
  return body.items.find((item: { key: string }) => item.key === key).id
}

describeOnServer('embedded', 'trying event rules out by API', (start) => {
  test('an alert names the rules that it met, what each did and why it is in no incident', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ key: 'a', labels: { app: 'ci' } }, { key: 'b' }])
    const { body } = await server.as('ana').get(`/alerts/${await alertId(server, 'a')}`)
    expect(body.placement).toMatchObject({
      ...{ incident: null, because: 'muted_by_rule', rule: 'noise' },
      rules: [{ rule: 'noise', name: 'CI noise', effect: 'suppressed', reason: 'flaps during builds' }],
    })
    const other = await server.as('ana').get(`/alerts/${await alertId(server, 'b')}`)
    expect(other.body.placement).toMatchObject({ because: 'new_group', rule: null, rules: [] })
  })

  test('the tester says rule by rule what becomes of an alert that came in', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ key: 'a', title: 'Build 7 fails', labels: { app: 'ci' }, severity: 'high' }])
    const alert = await alertId(server, 'a')
    const { body, status, text } = await server.as('vera').post('/event-rules/test', { alert })
    expect(status, text).toBe(200)
    expect(body).toMatchObject({
      ...{ problems: [], errors: [] },
      result: {
        rules: [
          {
            ...{ id: 'noise', outcome: 'met' },
            clauses: [{ text: 'labels.app == "ci"', outcome: true, problem: null }],
            values: [{ text: 'labels.app', value: 'ci' }],
            step: { effect: 'suppressed' },
          },
          { id: 'off', active: false, outcome: 'not_asked', step: null },
        ],
        placement: { is_muted: true, because: 'muted_by_rule', rule: 'noise' },
        incident: null,
      },
    })
  })

  test('a rule that nobody saved is tried among the others, and the answer says who would be paged', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ key: 'a', title: 'Payment fails', labels: { app: 'shop' }, severity: 'low' }])
    const alert = await alertId(server, 'a')
    const put = [
      { id: 'new', when: 'title.contains("Payment")', do: { urgency: 'high', title: '{{ labels.app }}: {{ title }}' } },
    ]
    const { body } = await server.as('ana').post('/event-rules/test', { alert, changes: { put, drop: ['noise'] } })
    expect(body.result).toMatchObject({
      rules: [
        { id: 'off', outcome: 'not_asked' },
        {
          id: 'new',
          outcome: 'met',
          step: { changed: [{ field: 'title', to: 'shop: Payment fails' }, { field: 'urgency' }] },
        },
      ],
      alert: { title: 'shop: Payment fails', severity: 'low', service: { id: 'api' }, team: null },
      placement: { is_muted: false, because: null },
      incident: { priority: 'P4', urgency: 'high', policy: { id: 'main' }, pages: [{ user: { id: 'ana' } }] },
    })
    expect((await server.as('ana').get('/incidents')).body.items).toHaveLength(1)
  })

  test('an unfinished rule has its errors with their place, and fails', async () => {
    const server = await start(DIRECTORY)
    const payload = JSON.stringify({ title: 'Disk full', severity: 'high' })
    const changes = { put: [{ id: 'new', when: 'severity ==', do: { service: 'gone', labels: { a: '{{ b }}' } } }] }
    const { body } = await server.as('root').post('/event-rules/test', { source: 'open', payload, changes })
    expect(body.errors).toMatchObject([
      { rule: 'new', path: 'do.service', position: null },
      { rule: 'new', path: 'when', position: 11, line: 1, column: 12 },
      { rule: 'new', path: 'do.labels.a', message: 'Unknown variable: b', column: 4 },
    ])
    expect(body.result.rules.at(-1)).toMatchObject({
      id: 'new',
      outcome: 'failed',
      step: { problem: expect.any(String) },
    })
    expect(body.result.incident).toMatchObject({
      policy: null,
      pages: [{ user: { id: 'root' }, why: { kind: 'user' } }],
    })
  })

  test('a body may be pasted or be one that was kept, may hold several alerts, and the clock may be another', async () => {
    const server = await start(DIRECTORY)
    const night = [{ id: 'night', when: 'received.hour == 3', zone: 'Asia/Tokyo', do: { record_only: 'night' } }]
    const payload = JSON.stringify({ title: 'Disk full' })
    const ask = async (more: object) =>
      (await server.as('root').post('/event-rules/test', { source: 'open', payload, changes: { put: night }, ...more }))
        .body
    expect((await ask({ received_at: '2026-01-05T18:30:00Z' })).result.placement.because).toBe('record_only_rule')
    expect((await ask({ received_at: '2026-01-05T12:30:00Z' })).result.placement.because).toBe(null)
    expect(await ask({ signal: 3 })).toMatchObject({ result: null, problems: ['the body holds no such alert'] })
    expect(await ask({ payload: '[' })).toMatchObject({ result: null, signals: [] })
    const none = await server.as('root').post('/event-rules/test', { payload })
    expect([none.status, none.body.error.code]).toEqual([400, 'invalid_request'])
    const gone = await server.as('ana').post('/event-rules/test', { alert: '00000000-0000-4000-8000-000000000000' })
    expect(gone.body.error.code).toBe('not_found')
  })

  test('a body of one’s own is for whoever may change rules; what came in is for whoever may see alerts', async () => {
    const server = await start(DIRECTORY)
    const refused = await server.as('vera').post('/event-rules/test', { source: 'open', payload: '{"title": "x"}' })
    expect([refused.status, refused.body.error.message]).toEqual([403, expect.stringContaining('configuration.write')])
    const alert = '00000000-0000-4000-8000-000000000000'
    const ofRules = server.asKey('admin', ['configuration.read', 'configuration.write'])
    const unseen = await ofRules.post('/event-rules/test', { alert })
    expect([unseen.status, unseen.body.error.message]).toEqual([403, expect.stringContaining('alert.read')])
    expect((await ofRules.post('/event-rules/test', { source: 'open', payload: '{"title": "x"}' })).status).toBe(200)
    expect((await ofRules.get(`/event-rule-backtests/${alert}`)).status).toBe(403)
    const both = server.asKey('admin', ['configuration.read', 'alert.read'])
    expect((await both.get(`/event-rule-backtests/${alert}`)).body.error.code).toBe('not_found')
  })

  async function finished(server: TestServer, id: string) {
    for (let times = 0; times < 200; times += 1) {
      const { body } = await server.as('root').get(`/event-rule-backtests/${id}`)
      if (body.state !== 'running') return body
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error('the backtest did not end')
  }

  test('a backtest says what changed rules would have made of the signals that came in', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [
      { key: 'a', title: 'Build fails', labels: { app: 'ci' } },
      { key: 'b', title: 'Disk full', labels: { app: 'db' }, severity: 'high' },
    ])
    await server.receive('monitor', [{ key: 'b', state: 'resolved' }])
    await server.receive('open', [{ key: 'c', title: 'Cart empty', labels: { app: 'shop' }, severity: 'high' }])
    const before = (await server.as('ana').get('/incidents')).body.items.length
    const changes = {
      put: [
        { id: 'disk', when: 'title.startsWith("Disk")', do: { record_only: 'only a disk' } },
        { id: 'cart', when: 'labels.app == "shop"', do: { service: 'web', severity: 'low' } },
      ],
      drop: ['noise'],
    }
    const begun = await server.as('root').post('/event-rules/backtest', { days: 2, changes })
    expect([begun.status, begun.body.state, begun.body.created_by.label]).toEqual([202, 'running', 'Root'])
    const { state, report, signals_done, error } = await finished(server, begun.body.id)
    expect([state, error, signals_done]).toEqual(['done', null, 4])
    expect(report).toMatchObject({
      ...{ signals: 4, alerts: 3, is_truncated: false },
      before: { incidents: 2, pages: 2, high_pages: 2, muted: 1 },
      after: { incidents: 2, pages: 2, high_pages: 1, muted: 1 },
      counts: { muted: 1, unmuted: 1, changed: 1 },
      examples: {
        muted: [
          { title: 'Disk full', before: { because: null }, after: { because: 'record_only_rule', rule: 'disk' } },
        ],
        unmuted: [
          { title: 'Build fails', before: { because: 'muted_by_rule', rule: 'noise' }, after: { because: null } },
        ],
        changed: [
          {
            title: 'Cart empty',
            before: { service: null, severity: 'high' },
            after: { service: { id: 'web' }, severity: 'low' },
          },
        ],
      },
    })
    const byRule = new Map(report.by_rule.map((each: { rule: { id: string } }) => [each.rule.id, each]))
    expect(byRule.get('noise')).toMatchObject({ before: { matched: 1, muted: 1 }, after: { matched: 0 } })
    expect(byRule.get('disk')).toMatchObject({ before: { matched: 0 }, after: { matched: 1, muted: 1 } })
    const services = report.by_service.map(
      (each: { service: { id: string } | null; before: object; after: object }) => [
        each.service?.id,
        each.before,
        each.after,
      ],
    )
    expect(services).toEqual([
      ['api', { incidents: 1, pages: 1 }, { incidents: 1, pages: 1 }],
      [undefined, { incidents: 1, pages: 1 }, { incidents: 0, pages: 0 }],
      ['web', { incidents: 0, pages: 0 }, { incidents: 1, pages: 1 }],
    ])
    expect((await server.as('ana').get('/incidents')).body.items).toHaveLength(before)
    const { body: list } = await server.as('ana').get('/event-rule-backtests')
    expect(list.items).toMatchObject([{ id: begun.body.id, state: 'done', days: 2 }])
  })

  test('a backtest of wrong rules is refused, and one that was cancelled says so', async () => {
    const server = await start(DIRECTORY)
    const wrong = { changes: { put: [{ id: 'x', when: 'nope' }] } }
    const refused = await server.as('root').post('/event-rules/backtest', wrong)
    expect([refused.status, refused.body.error.details[0].problem]).toEqual([400, 'Unknown variable: nope'])
    expect((await server.as('vera').post('/event-rules/backtest', { changes: {} })).status).toBe(403)
    const begun = await server.as('root').post('/event-rules/backtest', { changes: {} })
    await server.as('root').post(`/event-rule-backtests/${begun.body.id}/cancel`)
    expect(['cancelled', 'done']).toContain((await finished(server, begun.body.id)).state)
  })
})
