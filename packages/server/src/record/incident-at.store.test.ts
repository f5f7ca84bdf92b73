import { replay } from '@tocsin/core/incident.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from '../shell/app/testing/on-server.ts'
import { settled, type TestServer } from '../shell/app/testing/start-test-server.ts'

const DECLARATION = { title: 'Checkout is slow', severity: 'low', scope: 'department', services: ['api'] }

async function liveThrough(server: TestServer): Promise<string> {
  const ana = server.as('ana')
  const { body, status, text } = await ana.post('/incidents', DECLARATION)
  expect(status, text).toBe(201)
  await settled(server.database)
  const post = async (path: string, data: object = {}) => {
    const answer = await ana.post(`/incidents/${body.id}/${path}`, data)
    expect(answer.status, answer.text).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  await post('acknowledge')
  await post('classify', { severity: 'high', category: ['app'] })
  await post('notes', { text: 'Looking.' })
  await post('priority', { priority: 'P1', reason: 'The board is watching' })
  await post('resolve', { note: 'Rolled back' })
  await post('close', { reason: 'All is well' })
  return body.id
}

async function factsOf(server: TestServer, id: string): Promise<Fact[]> {
  const { rows } = await server.database.pool.query('select * from facts where stream = $1 order by version', [id])
  return rows.map(({ version, at, type, because, actor, data }) => ({ ...data, version, at, type, because, actor }))
}

describeOnEachServer('an incident as it was', (start) => {
  test('is the fold of its facts up to that instant, at every instant', async () => {
    const server = await start()
    const id = await liveThrough(server)
    const facts = await factsOf(server, id)
    const instants = [...new Set(facts.map(({ at }) => at))]
    expect(instants.length).toBeGreaterThan(5)
    for (const at of instants) {
      const state = replay(facts.filter((fact) => fact.at <= at))
      const { body } = await server.as('ana').get(`/incidents/${id}?at=${new Date(at).toISOString()}`)
      expect(body).toMatchObject({
        ...{ id, version: state?.version, status: state?.status, title: state?.record.title },
        ...{ priority: state?.priority.priority, severity: state?.classification.severity },
        ...{ category: state?.classification.category, reopened_count: state?.resolution.reopenedCount },
        owner: state?.response.owner ? { id: state.response.owner } : null,
        updated_at: new Date(facts.findLast((fact) => fact.at <= at)?.at ?? 0).toISOString(),
      })
      expect(body.actions.note).toEqual({ allowed: false, because: 'in_the_past' })
    }
  })

  test('is what it is now when the instant is now', async () => {
    const server = await start()
    const id = await liveThrough(server)
    const { body: now } = await server.as('ana').get(`/incidents/${id}`)
    const { body: then } = await server.as('ana').get(`/incidents/${id}?at=2999-01-01T00:00:00Z`)
    expect({ ...then, actions: null }).toEqual({ ...now, actions: null })
    const { body: early } = await server.as('ana').get(`/incidents/${id}?at=${now.recorded_at}`)
    expect(early).toMatchObject({ status: 'open', owner: null, closed_at: null, priority: 'P4' })
  })

  test('is not there before it was recorded, and says what an instant looks like', async () => {
    const server = await start()
    const id = await liveThrough(server)
    expect((await server.as('ana').get(`/incidents/${id}?at=2020-01-01T00:00:00Z`)).status).toBe(404)
    const wrong = await server.as('ana').get(`/incidents/${id}?at=yesterday`)
    expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, 'at'])
  })
})
