import { aDirectory, anEventRule } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const DNS = ['Network', 'DNS']
const REPLICATION = ['Database', 'Replication']
const DIRECTORY = aDirectory({
  eventRules: [
    anEventRule('dns', { actions: { category: DNS } }),
    anEventRule('disks', { actions: { category: ['Infrastructure', 'Storage'] } }),
    anEventRule('more-disks', { actions: { category: ['Infrastructure', 'Storage'] } }),
  ],
})

async function declare(server: TestServer): Promise<string> {
  const body = { title: 'Checkout is slow', severity: 'high', scope: 'department', services: ['api'] }
  const answer = await server.as('ana').post('/incidents', body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

describeOnEachServer('the categories of an organisation', (start) => {
  test('are those of its incidents, most used first, and then those that only its rules name', async () => {
    const server = await start(DIRECTORY)
    for (const category of [REPLICATION, DNS, DNS, []]) {
      const id = await declare(server)
      expect((await server.as('ana').post(`/incidents/${id}/classify`, { category })).status).toBe(200)
    }
    const { body, status } = await server.asKey('viewer').get('/incident-categories')
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [
        { category: DNS, count: 2 },
        { category: REPLICATION, count: 1 },
        { category: ['Infrastructure', 'Storage'], count: 0 },
      ],
      next: null,
    })
  })

  test('an incident says whether a person classified it, and why its priority stands against the matrix', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ title: 'Disk full' }])
    const [{ id }] = (await server.as('ana').get('/incidents')).body.items
    const read = async () => {
      const { steps, priority_override } = (await server.as('ana').get(`/incidents/${id}`)).body
      return [steps[2].state, steps[2].is_by_rule, priority_override]
    }
    expect(await read()).toEqual(['done', true, null])
    // A rule has given it a category; a person chooses another.
    const classified = await server.as('ana').post(`/incidents/${id}/classify`, { category: REPLICATION })
    expect(classified.body.incident.steps[2]).toMatchObject({ step: 'classify', is_by_rule: false })
    await server.as('ana').post(`/incidents/${id}/priority`, { priority: 'P1', reason: 'The board is watching' })
    expect(await read()).toEqual(['done', false, 'The board is watching'])
  })

  test('a change that builds on an old version is refused, and nothing of it is kept', async () => {
    const server = await start(DIRECTORY)
    const id = await declare(server)
    const { version } = (await server.as('ana').get(`/incidents/${id}`)).body
    await server.as('bob').post(`/incidents/${id}/edit`, { title: 'Checkout is down' })
    const late = await server.as('ana').post(`/incidents/${id}/edit`, { title: 'Slow' }, { 'if-match': `"${version}"` })
    expect([late.status, late.body.error.code]).toEqual([409, 'version_conflict'])
    expect((await server.as('ana').get(`/incidents/${id}`)).body.title).toBe('Checkout is down')
  })
})
