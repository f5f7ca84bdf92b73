import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({ services: [aService('api')], sources: [aSource('monitor')] })

async function declareMany(server: TestServer, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= count; n++) {
    const body = { title: `incident ${n}`, severity: 'high', scope: 'department', services: ['api'] }
    ids.push((await server.as('ana').post('/incidents', body)).body.id)
  }
  await settled(server.database)
  return ids
}

interface Result {
  id: string
  outcome: string
  because: string
  message: string | null
  status: string | null
  former_owner: string | null
}

async function act(server: TestServer, action: string, ids: readonly string[], body?: object): Promise<Result[]> {
  const answer = await server.as('bob').post('/incidents/bulk', { action, ids, ...(body && { body }) })
  expect(answer.status, answer.text).toBe(200)
  return answer.body.results
}

describeOnEachServer('one action on many incidents', (start) => {
  test('says of each what happened and why not, in the order of the request', async () => {
    const server = await start(DIRECTORY)
    const [first = '', second = '', third = ''] = await declareMany(server, 3)
    await server.as('bob').post(`/incidents/${second}/acknowledge`)
    expect(await act(server, 'acknowledge', [third, second, 'INC-2026-999999', first, third])).toMatchObject([
      { id: third, outcome: 'done', status: 'acknowledged', message: null },
      { id: second, outcome: 'unchanged', because: 'already_acknowledged', former_owner: 'bob' },
      { id: 'INC-2026-999999', outcome: 'refused', because: 'not_found', status: null },
      { id: first, outcome: 'done', status: 'acknowledged', former_owner: null },
    ])
    const closed = await act(server, 'close', [first, second], { reason: 'Done' })
    expect(closed).toMatchObject([
      { outcome: 'refused', because: 'incident_not_resolved', message: expect.any(String), status: 'acknowledged' },
      { outcome: 'refused', because: 'incident_not_resolved' },
    ])
  })

  test('does not stop at more than one transaction holds, and each has its own facts', async () => {
    const server = await start(DIRECTORY)
    const ids = await declareMany(server, 45)
    const results = await act(server, 'resolve', ids, { note: 'One cause for all.' })
    expect(results.map(({ id, outcome, status }) => ({ id, outcome, status }))).toEqual(
      ids.map((id) => ({ id, outcome: 'done', status: 'resolved' })),
    )
    for (const id of [ids[0], ids[44]]) {
      const { body } = await server.as('ana').get(`/incidents/${id}/facts`)
      const [resolved] = body.items.filter(({ type }: { type: string }) => type === 'IncidentResolved')
      expect(resolved).toMatchObject({ actor: { kind: 'user', id: 'bob' }, data: { note: 'One cause for all.' } })
    }
  })

  test('what was reassigned can be given back to whom the answer names', async () => {
    const server = await start(DIRECTORY)
    const ids = await declareMany(server, 2)
    await act(server, 'acknowledge', ids)
    const given = await act(server, 'reassign', ids, { user: 'ana@example.com' })
    expect(given.map(({ outcome, former_owner }) => [outcome, former_owner])).toEqual([
      ['done', 'bob'],
      ['done', 'bob'],
    ])
    const back = await act(server, 'reassign', ids, { user: 'bob' })
    expect(back.map(({ outcome, former_owner }) => [outcome, former_owner])).toEqual([
      ['done', 'ana'],
      ['done', 'ana'],
    ])
  })

  test('a wrong request is refused as a whole, by the name of the field', async () => {
    const server = await start(DIRECTORY)
    const [id = ''] = await declareMany(server, 1)
    const fieldOf = async (body: object) => {
      const answer = await server.as('bob').post('/incidents/bulk', body)
      return [answer.status, answer.body.error?.code, answer.body.error?.details[0]?.field]
    }
    expect(await fieldOf({ action: 'explode', ids: [id] })).toEqual([400, 'invalid_request', 'action'])
    expect(await fieldOf({ action: 'close', ids: [] })).toEqual([400, 'invalid_request', 'ids'])
    expect(await fieldOf({ action: 'close', ids: Array.from({ length: 201 }, () => id) })).toEqual([
      ...[400, 'invalid_request', 'ids'],
    ])
    expect(await fieldOf({ action: 'reassign', ids: [id] })).toEqual([400, 'invalid_request', 'body.user'])
    expect(await fieldOf({ action: 'reassign', ids: [id], body: { user: 'nobody' } })).toEqual([
      ...[422, 'user_not_found', 'user'],
    ])
    expect((await server.asKey('viewer').post('/incidents/bulk', { action: 'close', ids: [id] })).status).toBe(403)
  })
})
