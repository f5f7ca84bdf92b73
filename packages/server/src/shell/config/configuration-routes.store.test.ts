// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how the file names variables.
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { type Caller, startConfigurationServer } from './testing/configuration-server.ts'

const EXAMPLE = readFileSync(new URL('../../../../../docs/examples/tocsin.yaml', import.meta.url), 'utf8')
const VARIABLES = {
  ANA_PASSWORD: 'correct horse battery',
  AM_KEY: 'am-key-0123456789',
  PD_KEY: 'pd-key-0123456789',
  JSON_KEY: 'json-key-0123456789',
  BEAT_KEY: 'beat-key-0123456789',
  CI_KEY: 'ci-key-0123456789',
}
describeOnEachEngine('the API of the configuration', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    admin = server.as('admin')
  })
  afterEach(() => server.app.close())

  const applyExample = (more: object = {}) =>
    admin.post('/configuration/apply', { file: EXAMPLE, variables: VARIABLES, ...more })

  test('a file is planned and applied from afar', async () => {
    const plan = await applyExample({ plan: true })
    expect(plan.body).toMatchObject({ is_applied: false, problems: [], warnings: [{ path: 'schedules[0].layers' }] })
    expect(plan.body.warnings[0].problem).toMatch(/^would have Ana on call .* Nobody else could take a day of it/)
    expect(plan.body.changes).toHaveLength(11)
    expect(JSON.stringify(plan.body)).not.toContain(VARIABLES.AM_KEY)
    expect((await admin.get('/teams')).body.items).toEqual([])

    expect((await applyExample()).body).toMatchObject({ is_applied: true, version: 2 })
    expect((await applyExample()).body).toMatchObject({ is_applied: true, version: 2, changes: [] })
    const team = await admin.get('/teams/payments')
    expect(team.body).toMatchObject({ id: 'payments', name: 'Payments', owned_by: 'file', version: 2 })
  })

  test('what is wrong with a file comes with its place', async () => {
    const answer = await admin.post('/configuration/apply', { file: 'version: 1\nteems: []\n', name: 'mine.yaml' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      is_applied: false,
      problems: [{ file: 'mine.yaml', line: 2, column: 1, path: 'teems', problem: expect.stringContaining('"teams"') }],
    })
  })

  test('a manager may change services, but not apply files or settings', async () => {
    const manager = server.as('manager')
    expect(await manager.post('/configuration/apply', { file: 'version: 1' })).toMatchObject({ code: 'forbidden' })
    expect(await manager.patch('/settings', { reopen_window: '2h' })).toMatchObject({ code: 'forbidden' })
    expect((await manager.post('/services', { id: 'shop' })).status).toBe(201)
    expect(await server.as('viewer').post('/services', { id: 'other' })).toMatchObject({ code: 'forbidden' })
    expect((await server.as('viewer').get('/services/shop')).body).toMatchObject({
      id: 'shop',
      name: 'shop',
      active: true,
    })
  })

  test('a thing is created once, replaced with its version, and deleted', async () => {
    const created = await admin.post('/services', { id: 'shop', name: 'Shop', description: 'Sells' })
    expect(created).toMatchObject({ status: 201, body: { version: 2, owned_by: 'app' }, headers: { etag: '"2"' } })
    expect(await admin.post('/services', { id: 'shop' })).toMatchObject({ status: 409, code: 'already_exists' })
    const replaced = await admin.put('/services/shop', { name: 'Shop 2' }, { 'if-match': '"2"' })
    expect(replaced.body).toEqual({
      ...{ id: 'shop', name: 'Shop 2', active: true, owned_by: 'app', version: 3 },
      ...{ open_incidents: 0, worst_priority: null, last_signal_at: null },
    })
    const late = await admin.put('/services/shop', { name: 'Shop 3' }, { 'if-match': '"2"' })
    expect(late).toMatchObject({ status: 409, code: 'version_conflict' })
    expect(await admin.put('/services/none', { name: 'None' })).toMatchObject({ status: 404 })
    expect((await admin.delete('/services/shop')).status).toBe(204)
    expect((await admin.get('/services/shop')).status).toBe(404)
    expect(server.changes()).toBe(3)
  })

  test('sending the same again changes nothing', async () => {
    await admin.post('/services', { id: 'shop' })
    expect((await admin.put('/services/shop', {})).body.version).toBe(2)
    expect((await admin.get('/configuration/changes')).body.items).toHaveLength(1)
  })

  test('a reference to nothing names its field', async () => {
    const answer = await admin.post('/services', { id: 'shop', team: 'paymnts', policy: 'x' })
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(answer.body.error.details.map(({ field }: { field: string }) => field)).toEqual(['team', 'policy'])
    const wrong = await admin.post('/policies', { id: 'p', repeat_after: 'soon', steps: [] })
    expect(wrong.body.error.details).toEqual([
      expect.objectContaining({ field: 'repeat_after', problem: expect.stringContaining('"5m"') }),
      expect.objectContaining({ field: 'steps' }),
    ])
  })

  test('what something else refers to is not deleted, and the file is not overruled', async () => {
    await applyExample()
    expect(await admin.delete('/policies/payments')).toMatchObject({ status: 409, code: 'still_used' })
    expect(await admin.put('/teams/payments', { name: 'Mine' })).toMatchObject({ status: 409, code: 'owned_by_file' })
    await admin.post('/policies', { id: 'mine', steps: [{ page: [{ user: 'ana@example.com' }] }] })
    await admin.post('/services', { id: 'shop', policy: 'mine' })
    const refused = await admin.delete('/policies/mine')
    expect(refused.body.error).toMatchObject({
      code: 'still_used',
      details: [{ problem: 'is used by the service shop' }],
    })
    await admin.delete('/services/shop')
    expect((await admin.delete('/policies/mine')).status).toBe(204)
  })

  test('lists are filtered, ordered and paged', async () => {
    for (const id of ['a', 'b', 'c']) await admin.post('/services', { id, name: `Service ${id}` })
    const first = await admin.get('/services?limit=2')
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['a', 'b'])
    const second = await admin.get(`/services?limit=2&cursor=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ id: 'c' }], next: null })
    expect((await admin.get('/services?order=-id&q=service%20b')).body.items).toMatchObject([{ id: 'b' }])
    expect((await admin.get('/services?order=-name')).body.items.map(({ id }: { id: string }) => id)).toEqual([
      'c',
      'b',
      'a',
    ])
  })

  test('a schedule says who is on call, and an override changes that', async () => {
    await applyExample()
    const responder = server.as('responder')
    await admin.post('/configuration/apply', { file: 'version: 1\nusers: [{ email: bob@example.com, name: Bob }]\n' })
    const now = await responder.get('/on-call')
    expect(now.body.items).toMatchObject([
      { schedule: { id: 'payments-primary' }, people: [{ user: { name: 'Ana' }, layer: 0 }], until: null, next: null },
    ])
    const override = {
      ...{ mode: 'replace', add: 'bob@example.com', remove: 'ana@example.com' },
      ...{ starts_at: '2026-01-06T10:00:00Z', ends_at: '2026-01-06T12:00:00Z' },
    }
    const added = await responder.post('/schedules/payments-primary/overrides', override)
    expect(added).toMatchObject({ status: 201, body: { mode: 'replace', starts_at: '2026-01-06T10:00:00.000Z' } })
    expect((await responder.post('/schedules/payments-primary/overrides', override)).body.id).toBe(added.body.id)
    const other = { ...override, add: 'ana@example.com', ends_at: '2026-01-06T11:00:00Z' }
    expect(await responder.post('/schedules/payments-primary/overrides', other)).toMatchObject({ status: 409 })
    const nobody = { mode: 'add', starts_at: '2026-01-06T10:00:00Z', ends_at: '2026-01-06T09:00:00Z' }
    const wrong = await responder.post('/schedules/payments-primary/overrides', nobody)
    expect(wrong.body.error.details.map(({ field }: { field: string }) => field)).toEqual(['ends_at', 'add'])

    const final = await responder.get(
      '/schedules/payments-primary/final?from=2026-01-06T00:00:00Z&to=2026-01-07T00:00:00Z',
    )
    expect(
      final.body.shifts.map((shift: { starts_at: string; people: { user: { name: string } }[] }) => [
        shift.starts_at.slice(11, 16),
        shift.people[0]?.user.name,
      ]),
    ).toEqual([
      ['00:00', 'Ana'],
      ['10:00', 'Bob'],
      ['12:00', 'Ana'],
    ])
    expect((await responder.get('/on-call?at=2026-01-06T11:00:00Z&user=bob@example.com')).body.items).toMatchObject([
      { people: [{ user: { name: 'Bob' }, override: added.body.id }], until: '2026-01-06T12:00:00.000Z' },
    ])
    expect((await responder.delete(`/schedules/payments-primary/overrides/${added.body.id}`)).status).toBe(204)
    expect((await responder.get('/schedules/payments-primary')).body).not.toHaveProperty('overrides')
  })

  test('a schedule is shown as it could be written', async () => {
    await applyExample()
    const layer = { zone: 'UTC', every: '12 hours', handoff: '08:00', start: '2026-01-05', people: ['ana@example.com'] }
    const restrictions = [{ days: ['Mon', 'Fri'], from: '22:00', to: '06:00' }]
    const created = await admin.post('/schedules', { id: 'nights', layers: [{ ...layer, restrictions }] })
    expect(created.status).toBe(201)
    const { owned_by: _, version: __, id: ___, ...shown } = (await admin.get('/schedules/nights')).body
    expect(shown.layers[0]).toMatchObject({ every: '12 hours', handoff: '08:00', start: '2026-01-05' })
    expect(shown.layers[0].restrictions).toEqual([
      { days: ['Mon'], from: '22:00', to: '06:00' },
      { days: ['Fri'], from: '22:00', to: '06:00' },
    ])
    expect((await admin.put('/schedules/nights', shown)).body.version).toBe(created.body.version)
  })

  test('a source has an address with its key, which rotates', async () => {
    const created = await admin.post('/sources', { id: 'am', system: 'alertmanager', group_by: ['alertname'] })
    expect(created.body).not.toHaveProperty('key')
    expect(await server.as('responder').get('/sources/am/address')).toMatchObject({ code: 'forbidden' })
    const { body: first } = await admin.get('/sources/am/address')
    expect(first.key).toMatch(/^[0-9a-f]{32}$/)
    expect(first.addresses).toEqual([
      `https://tocsin.example.com/in/alertmanager/${first.key}`,
      `https://tocsin.example.com/am/${first.key}`,
    ])
    const { body: second } = await admin.post('/sources/am/rotate-key')
    expect(second.key).not.toBe(first.key)
    expect((await admin.get('/sources/am/address')).body).toEqual(second)
    expect((await admin.put('/sources/am', { system: 'alertmanager', quiet_period: '5m' })).body).toMatchObject({
      quiet_period: '5m',
    })
    expect((await admin.get('/sources/am/address')).body).toEqual(second)
    await applyExample()
    expect(await admin.post('/sources/am/rotate-key')).toMatchObject({ code: 'owned_by_file' })
  })

  test('a channel keeps its secrets to itself, and those that are sent back as shown', async () => {
    const settings = { url: 'smtp://tocsin:hunter22@mail.example.com:587', from: 'tocsin@example.com' }
    const set = await admin.put('/channels/email', settings)
    expect(set.body.settings).toEqual({ url: 'smtp://tocsin:***@mail.example.com:587', from: 'tocsin@example.com' })
    await admin.put('/channels/email', { ...set.body.settings, from: 'other@example.com' })
    expect((await admin.get('/configuration/changes?kind=channel')).body.items).toHaveLength(2)
    const channels = (await admin.get('/channels')).body.items
    const shown = (name: string) => channels.find(({ channel }: { channel: string }) => channel === name)
    expect(shown('email')).toMatchObject({
      is_configured: true,
      works_without: false,
      settings: { from: 'other@example.com' },
    })
    expect(shown('webhook')).toMatchObject({ is_configured: false, works_without: true, settings: null })
    expect(shown('slack')).toMatchObject({ is_configured: false, works_without: false, addresses: [] })
    const slack = { token: 'xoxb-1234567890-abc', signing_secret: '0123456789abcdef' }
    const { body } = await admin.put('/channels/slack', slack)
    expect(body.settings).toEqual({ token: '(secret)', signing_secret: '(secret)', url: 'https://slack.com/api' })
    expect(body.addresses).toEqual([{ for: 'events', url: expect.stringMatching(/\/callback\/slack$/) }])
    await admin.delete('/channels/slack')
    const wrong = await admin.put('/channels/email', { url: 'http://x', form: 'y' })
    expect(wrong.body.error.details.map(({ field }: { field: string }) => field)).toEqual(['url', 'from', 'form'])
    expect((await admin.delete('/channels/email')).status).toBe(204)
    expect(await admin.put('/channels/pigeon', {})).toMatchObject({ status: 404 })
  })

  test('a second provider keeps its own secrets, is checked by the form of its channel, and goes when it is left out', async () => {
    const first = { url: 'smtp://tocsin:hunter22@mail.example.com:587', from: 'tocsin@example.com' }
    const second = { url: 'smtp://tocsin:hunter23@other.example.com:587', from: 'tocsin@example.com' }
    const { body } = await admin.put('/channels/email', { ...first, second })
    expect(body).toMatchObject({ takes_second: true })
    expect(body.settings.second).toEqual({ ...second, url: 'smtp://tocsin:***@other.example.com:587' })
    await admin.put('/channels/email', body.settings)
    expect((await admin.get('/configuration/changes?kind=channel')).body.items).toHaveLength(1)
    const wrong = await admin.put('/channels/email', { ...body.settings, second: { url: 'http://x' } })
    const fields = wrong.body.error.details.map(({ field }: { field: string }) => field)
    expect(fields).toEqual(['second.url', 'second.from'])
    const { second: _, ...alone } = body.settings
    expect((await admin.put('/channels/email', alone)).body.settings).not.toHaveProperty('second')
    const none = await admin.put('/channels/telegram', {
      token: '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      second: {},
    })
    expect(none.body.error.details).toMatchObject([{ field: 'second' }])
  })

  test('a secret alone is removed by leaving it out', async () => {
    const slack = { token: 'xoxb-1234567890-abc', signing_secret: '0123456789abcdef' }
    const { signing_secret: _, ...kept } = (await admin.put('/channels/slack', slack)).body.settings
    const { body } = await admin.put('/channels/slack', kept)
    expect(body.settings).toEqual({ token: '(secret)', url: 'https://slack.com/api' })
    expect(body.addresses).toEqual([])
  })

  test('settings change one by one and fall back to their defaults', async () => {
    const changed = await admin.patch('/settings', { reopen_window: '2h' })
    expect(changed.body).toMatchObject({
      settings: { reopen_window: '2h', exhausted_repeat: '30m' },
      changed: ['reopen_window'],
    })
    expect((await admin.delete('/settings/reopen_window')).status).toBe(204)
    expect((await admin.get('/settings')).body).toMatchObject({ settings: { reopen_window: '1h' }, changed: [] })
    expect(await admin.patch('/settings', { reopen_windw: '2h' })).toMatchObject({ code: 'invalid_request' })
  })

  test('every change is listed with who made it, newest first', async () => {
    await server.as('manager').post('/services', { id: 'shop' })
    await admin.put('/services/shop', { name: 'Shop' })
    const { body } = await admin.get('/configuration/changes?kind=service&id=shop')
    expect(body.items).toMatchObject([
      { version: 3, actor: { kind: 'key', name: 'admin' }, before: { name: 'shop' }, after: { name: 'Shop' } },
      { version: 2, actor: { kind: 'key', name: 'manager' }, before: null, after: { name: 'shop' } },
    ])
    const first = await admin.get('/configuration/changes?limit=1')
    expect((await admin.get(`/configuration/changes?limit=1&cursor=${first.body.next}`)).body).toMatchObject({
      items: [{ version: 2 }],
      next: null,
    })
  })

  test('the description of the API holds all of it', async () => {
    const { body } = await admin.get('/openapi.json')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/teams',
        '/api/v1/schedules/{id}/final',
        '/api/v1/on-call',
        '/api/v1/configuration/apply',
      ]),
    )
    const input = body.paths['/api/v1/policies'].post.requestBody.content['application/json'].schema
    expect(input.properties.repeat_after).toMatchObject({ type: 'string', examples: ['5m'] })
  })
})
