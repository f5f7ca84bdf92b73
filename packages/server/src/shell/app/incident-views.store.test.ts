import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const MINE = { name: 'Payments', query: 'is:active team:payments', order: 'priority', group: 'priority' }

async function keep(server: TestServer, who: string, change: object = {}) {
  const answer = await server.as(who).post('/incident-views', { ...MINE, ...change })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

async function namesFor(server: TestServer, who: string): Promise<string[]> {
  const { body } = await server.as(who).get('/incident-views')
  return body.items.map(({ name }: { name: string }) => name)
}

describeOnEachServer('lists that people keep', (start) => {
  test('are their own until they share them', async () => {
    const server = await start()
    const view = await keep(server, 'ana')
    expect(view).toMatchObject({ ...MINE, owner: { id: 'ana' }, is_shared: false, is_mine: true, may_change: true })
    expect(await namesFor(server, 'ana')).toEqual(['Payments'])
    expect(await namesFor(server, 'bob')).toEqual([])
    expect((await server.as('bob').patch(`/incident-views/${view.id}`, { name: 'Stolen' })).status).toBe(404)
    expect((await server.as('bob').delete(`/incident-views/${view.id}`)).status).toBe(404)

    const shared = await server.as('ana').patch(`/incident-views/${view.id}`, { is_shared: true })
    expect(shared.body).toMatchObject({ ...MINE, is_shared: true, version: 2 })
    expect(await namesFor(server, 'bob')).toEqual(['Payments'])
    const changed = await server.as('bob').patch(`/incident-views/${view.id}`, { name: 'Money', group: null })
    expect(changed.body).toMatchObject({ name: 'Money', group: null, order: 'priority', is_mine: false })
    expect((await server.asKey('viewer').get('/incident-views')).body.items).toMatchObject([{ may_change: false }])
    expect((await server.as('bob').delete(`/incident-views/${view.id}`)).status).toBe(204)
    expect(await namesFor(server, 'ana')).toEqual([])
  })

  test('two who change one do not overwrite each other', async () => {
    const server = await start()
    const { id, version } = await keep(server, 'ana', { is_shared: true })
    const first = await server.as('ana').patch(`/incident-views/${id}`, { query: 'is:active', version })
    expect(first.status).toBe(200)
    const late = await server.as('bob').patch(`/incident-views/${id}`, { query: 'status:open', version })
    expect([late.status, late.body.error.code]).toEqual([409, 'version_conflict'])
    const stale = await server.as('bob').delete(`/incident-views/${id}`, undefined, { 'if-match': `"${version}"` })
    expect(stale.status).toBe(409)
    const { body } = await server.as('ana').get('/incident-views')
    expect(body.items).toMatchObject([{ query: 'is:active', version: 2 }])
  })

  test('have names that are their owner’s only once, and filters that can be read', async () => {
    const server = await start()
    await keep(server, 'ana')
    await keep(server, 'bob')
    const other = await keep(server, 'ana', { name: 'Other' })
    const again = await server.as('ana').post('/incident-views', { ...MINE, name: ' payments ' })
    expect([again.status, again.body.error.code]).toEqual([409, 'already_exists'])
    const renamed = await server.as('ana').patch(`/incident-views/${other.id}`, { name: 'PAYMENTS' })
    expect([renamed.status, renamed.body.error.code]).toEqual([409, 'already_exists'])
    const wrong = await server.as('ana').post('/incident-views', { ...MINE, name: 'x', query: 'stauts:open' })
    expect([wrong.status, wrong.body.error.details[0].example]).toEqual([400, 'status'])
    expect((await server.as('ana').patch(`/incident-views/${other.id}`, { query: 'is:odd' })).status).toBe(400)
  })

  test('are shared by responders, and kept by people alone', async () => {
    const server = await start(aDirectory({ users: [aUser('vera', { role: 'viewer' })] }))
    await keep(server, 'vera')
    const shared = await server.as('vera').post('/incident-views', { ...MINE, name: 'All of us', is_shared: true })
    expect([shared.status, shared.body.error.details[0].problem]).toEqual([403, expect.stringContaining('responder')])
    expect((await server.asKey('admin').post('/incident-views', MINE)).status).toBe(403)
  })
})
