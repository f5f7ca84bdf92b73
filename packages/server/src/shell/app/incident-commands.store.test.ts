import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const DECLARATION = { title: 'Checkout is slow', severity: 'high', scope: 'company_wide', services: ['api'] }

async function declare(server: TestServer, body: object = DECLARATION): Promise<string> {
  const declared = await server.as('ana').post('/incidents', body)
  expect(declared.status, declared.text).toBe(201)
  await settled(server.database)
  return declared.body.id
}

describeOnServer('embedded', 'commands by API', (start) => {
  test('a declared incident gets the next number, pages by the policy of its service, and says who declared it', async () => {
    const server = await start()
    const first = await declare(server)
    const second = await declare(server)
    expect([first, second]).toEqual([expect.stringMatching(/-000001$/), expect.stringMatching(/-000002$/)])
    const { body } = await server.as('ana').get(`/incidents/${first}`)
    expect(body).toMatchObject({
      ...{ title: 'Checkout is slow', priority: 'P1', severity: 'high', scope: 'company_wide', is_test: false },
      ...{ detection_method: 'user_report', source: null, services: [{ id: 'api', name: 'The api' }] },
    })
    expect(server.sent.map(({ user, incident }) => `${user} ${incident}`)).toEqual([`ana ${first}`, `ana ${second}`])
    const { body: facts } = await server.as('ana').get(`/incidents/${first}/facts`)
    expect(facts.items[0]).toMatchObject({
      sentence: 'Ana declared the incident: “Checkout is slow”.',
      actor: { kind: 'user', id: 'ana', label: 'Ana', via: 'console' },
    })
  })

  test('a declaration names what is wrong with it', async () => {
    const { as } = await start()
    const problemOf = async (change: object) => {
      const answer = await as('ana').post('/incidents', { ...DECLARATION, ...change })
      return [answer.status, answer.body.error.code, answer.body.error.details[0]?.field]
    }
    expect(await problemOf({ title: '  ' })).toEqual([400, 'invalid_request', 'title'])
    expect(await problemOf({ title: 'x'.repeat(1025) })).toEqual([400, 'invalid_request', 'title'])
    expect(await problemOf({ title: 'a\0b' })).toEqual([400, 'invalid_request', 'title'])
    expect(await problemOf({ severity: 'bad' })).toEqual([400, 'invalid_request', 'severity'])
    expect(await problemOf({ services: ['nope'] })).toEqual([400, 'invalid_request', 'services'])
    expect(await problemOf({ occurred_at: '2999-01-01T00:00:00Z' })).toEqual([400, 'invalid_request', 'occurred_at'])
    expect(await problemOf({ colour: 'red' })).toEqual([400, 'invalid_request', 'colour'])
  })

  test('each action is carried out, and what it did is in the answer', async () => {
    const server = await start()
    const id = await declare(server)
    const post = async (path: string, body: object) => {
      const answer = await server.as('ana').post(`/incidents/${id}/${path}`, body)
      expect(answer.status, answer.text).toBe(200)
      return answer.body
    }
    expect((await post('notes', { text: 'Looking.' })).because).toBe('asked')
    expect((await post('edit', { title: 'Checkout is down', symptoms: 'Errors' })).incident).toMatchObject({
      ...{ title: 'Checkout is down', symptoms: 'Errors' },
    })
    expect(
      (await post('classify', { severity: 'low', scope: 'individual', category: ['app', 'cart'] })).incident,
    ).toMatchObject({ severity: 'low', scope: 'individual', category: ['app', 'cart'], priority: 'P5', urgency: 'low' })
    expect((await post('priority', { priority: 'P2', reason: 'The board is watching' })).incident.priority).toBe('P2')
    expect((await post('escalate', {})).incident.escalation.ladder[1]).toMatchObject({ state: 'fired' })
    const snoozed = (await post('snooze', { for_ms: 60_000, reason: 'Lunch' })).incident
    expect(snoozed.hold).toEqual({ until: snoozed.snoozed_until, reason: 'Lunch' })
    expect((await post('reassign', { user: 'CAROL@example.com' })).incident).toMatchObject({
      owner: { id: 'carol', name: 'Carol' },
      escalation: { policy_name: 'Carol, then Main' },
    })
    await settled(server.database)
    expect((await post('responders', { user: 'bob' })).incident.on_page).toContainEqual(
      expect.objectContaining({ user: { id: 'bob', name: 'Bob' } }),
    )
    expect((await post('mitigate', { workaround: 'Cache off' })).incident).toMatchObject({
      status: 'mitigated',
      workaround: 'Cache off',
    })
    expect((await post('resolve', { note: 'Rolled back' })).incident.status).toBe('resolved')
    expect((await post('reopen', {})).incident).toMatchObject({ status: 'open', reopened_count: 1 })
    const corrected = await post('correct', { stage: 'occurred', to: '2026-01-05T00:00:00Z', reason: 'Log says so' })
    expect(corrected.incident.occurred_at).toBe('2026-01-05T00:00:00.000Z')
    expect((await post('decline', { reason: 'A question' })).incident.status).toBe('declined')
  })

  test('what is refused is refused with the code that the core gives', async () => {
    const server = await start()
    const id = await declare(server)
    const codeOf = async (path: string, body: object = {}) => {
      const answer = await server.as('ana').post(`/incidents/${path}`, body)
      return [answer.status, answer.body.error?.code]
    }
    expect(await codeOf(`${id}/close`, { reason: 'x' })).toEqual([409, 'incident_not_resolved'])
    expect(await codeOf(`${id}/reopen`)).toEqual([409, 'incident_not_resolved_yet'])
    expect(await codeOf(`${id}/decline`, { reason: ' ' })).toEqual([400, 'reason_required'])
    expect(await codeOf(`${id}/priority`, { priority: 'P1' })).toEqual([400, 'reason_required'])
    expect(await codeOf(`${id}/reassign`, { user: 'nobody' })).toEqual([422, 'user_not_found'])
    expect(await codeOf(`${id}/escalate`, { step: 9 })).toEqual([422, 'step_not_found'])
    expect(await codeOf(`${id}/snooze`, {})).toEqual([400, 'invalid_request'])
    expect(await codeOf(`${id}/snooze`, { until: '2020-01-01T00:00:00Z' })).toEqual([400, 'snooze_in_past'])
    expect(await codeOf(`${id}/snooze`, { until: '2999-01-01T00:00:00Z' })).toEqual([400, 'snooze_too_long'])
    expect(await codeOf(`${id}/correct`, { stage: 'resolved', to: '2026-01-01T00:00:00Z', reason: 'x' })).toEqual([
      400,
      'invalid_request',
    ])
    expect(await codeOf('INC-2026-999999/acknowledge')).toEqual([404, 'not_found'])
    expect(await codeOf('INC-2026-999999/notes', { text: 'x' })).toEqual([404, 'not_found'])
    expect((await server.as('ana').get('/incidents/INC-2026-999999')).status).toBe(404)
    expect((await server.as('ana').get('/incidents/INC-2026-999999/facts')).status).toBe(404)
    expect((await server.as('ana').get('/incidents/%00')).status).toBe(400)
  })

  test('notes are limited in length', async () => {
    const server = await start()
    const id = await declare(server)
    const note = (text: string) => server.as('ana').post(`/incidents/${id}/notes`, { text })
    expect((await note('x'.repeat(64 * 1024))).status).toBe(200)
    expect((await note('x'.repeat(64 * 1024 + 1))).status).toBe(400)
    expect((await note('\ud800')).status).toBe(400)
  })

  test('a command that builds on another version is refused, and one that builds on this one is not', async () => {
    const server = await start()
    const ana = server.as('ana')
    const id = await declare(server)
    const { headers } = await ana.get(`/incidents/${id}`)
    const etag = String(headers.etag)
    const first = await ana.post(`/incidents/${id}/edit`, { title: 'One' }, { 'if-match': etag })
    expect(first.status).toBe(200)
    const second = await ana.post(`/incidents/${id}/edit`, { title: 'Two' }, { 'if-match': etag })
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'version_conflict' } } })
    const third = await ana.post(`/incidents/${id}/edit`, { title: 'Two' }, { 'if-match': String(first.headers.etag) })
    expect(third.body.incident.title).toBe('Two')
  })

  test('a role may do what it may, and is shown no more', async () => {
    const { as, asKey, ...server } = await start()
    const id = await declare({ ...server, as, asKey })
    const statusOf = async (role: 'viewer' | 'reporter' | 'responder', path: string, body: object = {}) =>
      (await asKey(role).post(path, body)).status
    expect((await asKey('viewer').get(`/incidents/${id}`)).body.actions).toMatchObject({
      acknowledge: { allowed: false, because: 'role_lacks_permission' },
      note: { allowed: false, because: 'role_lacks_permission' },
    })
    expect(await statusOf('viewer', `/incidents/${id}/notes`, { text: 'x' })).toBe(403)
    expect(await statusOf('viewer', '/incidents', DECLARATION)).toBe(403)
    expect(await statusOf('reporter', `/incidents/${id}/notes`, { text: 'x' })).toBe(200)
    expect(await statusOf('reporter', `/incidents/${id}/acknowledge`)).toBe(403)
    expect(await statusOf('responder', `/incidents/${id}/acknowledge`)).toBe(200)
    expect((await asKey('viewer').get('/status/system')).status).toBe(403)
    expect((await server.anyone.get('/incidents')).status).toBe(401)
    expect((await server.anyone.post(`/incidents/${id}/acknowledge`, {})).status).toBe(401)
    const { body } = await asKey('viewer').get(`/incidents/${id}/facts?limit=200`)
    expect(body.items.at(-1)).toMatchObject({ sentence: 'The API key ci acknowledged it.', actor: { kind: 'key' } })
  })

  test('facts are read on from a version', async () => {
    const server = await start()
    const id = await declare(server)
    const { body: all } = await server.as('ana').get(`/incidents/${id}/facts?limit=200`)
    const { body: first } = await server.as('ana').get(`/incidents/${id}/facts?limit=3`)
    expect(first.items).toEqual(all.items.slice(0, 3))
    const { body: rest } = await server.as('ana').get(`/incidents/${id}/facts?limit=200&cursor=${first.next}`)
    expect(rest).toEqual({ items: all.items.slice(3), next: null })
    const { body: after } = await server.as('ana').get(`/incidents/${id}/facts?after=${all.items.length}`)
    expect(after).toEqual({ items: [], next: null })
  })
})
