import { HOUR, SECOND } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { type AccountServer, type Browser, startAccountServer } from './testing/account-server.ts'

describeOnEachEngine('API keys', (open) => {
  let server: AccountServer
  let database: Database
  let ana: Browser
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
    ana = await server.browserOfAdmin()
  })
  afterEach(() => server.app.close())

  const withKey = (key: string, path: string) => server.browser().get(path, { authorization: `Bearer ${key}` })

  test('a key is shown once and works from then on, without a CSRF token', async () => {
    const created = await ana.post('/api-keys', { name: 'ci', role: 'admin' })
    expect(created).toMatchObject({ status: 201, body: { api_key: { name: 'ci', scopes: [], expires_at: null } } })
    const { key } = created.body
    expect(key).toMatch(/^tocsin_[\w-]{43}$/)
    expect((await withKey(key, '/session')).body).toMatchObject({ user: null, key: { name: 'ci' }, role: 'admin' })
    const authorization = `Bearer ${key}`
    const body = { email: 'bea@example.com', name: 'Bea' }
    expect((await server.browser().post('/users', body, { authorization })).status).toBe(201)
    expect(JSON.stringify((await ana.get('/api-keys')).body)).not.toContain(key)
    const { rows } = await database.pool.query(
      'select api_keys::text as text from api_keys union all select config_history::text from config_history',
    )
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  test('an unknown key is refused even where a cookie would do, and so is another scheme', async () => {
    for (const authorization of ['Bearer tocsin_unknown', 'Basic YTpi', 'Bearer']) {
      expect(await ana.get('/session', { authorization })).toMatchObject({ status: 401, code: 'unauthenticated' })
    }
  })

  test('a key may do what its role and its scopes allow, and nothing that is about a person', async () => {
    const { key } = (await ana.post('/api-keys', { name: 'reader', role: 'admin', scopes: ['*.read'] })).body
    expect((await withKey(key, '/users')).status).toBe(200)
    const authorization = `Bearer ${key}`
    const refused = await server.browser().post('/users', { email: 'b@example.com', name: 'B' }, { authorization })
    expect(refused.body.error.details).toMatchObject([{ field: 'scopes', example: 'user.write' }])
    expect((await withKey(key, '/users/me')).status).toBe(404)
    const { key: viewer } = (await ana.post('/api-keys', { name: 'viewer', role: 'viewer' })).body
    expect((await withKey(viewer, '/api-keys')).status).toBe(403)
  })

  test('a key cannot make a key that may do more than itself', async () => {
    const { key } = (await ana.post('/api-keys', { name: 'maker', role: 'admin', scopes: ['api_key.*', 'user.read'] }))
      .body
    const make = (body: object) => server.browser().post('/api-keys', body, { authorization: `Bearer ${key}` })
    expect(await make({ name: 'more', role: 'admin' })).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await make({ name: 'less', role: 'viewer', scopes: ['user.read'] })).status).toBe(201)
  })

  test('a revoked key stops at once, and one whose time has come as well', async () => {
    const { api_key, key } = (await ana.post('/api-keys', { name: 'ci', role: 'viewer' })).body
    expect((await withKey(key, '/session')).status).toBe(200)
    expect((await ana.delete(`/api-keys/${api_key.id}`)).status).toBe(204)
    expect((await withKey(key, '/session')).status).toBe(401)
    expect((await ana.delete(`/api-keys/${api_key.id}`)).status).toBe(404)

    const brief = await ana.post('/api-keys', { name: 'brief', role: 'viewer', expires_at: '2026-01-05T10:00:00Z' })
    expect((await withKey(brief.body.key, '/session')).status).toBe(200)
    server.clock.forward(HOUR)
    expect((await withKey(brief.body.key, '/session')).status).toBe(401)
  })

  test('a key that another node revoked stops within seconds', async () => {
    const { key } = (await ana.post('/api-keys', { name: 'ci', role: 'viewer' })).body
    expect((await withKey(key, '/session')).status).toBe(200)
    await database.kysely.deleteFrom('api_keys').execute()
    server.clock.forward(6 * SECOND)
    expect((await withKey(key, '/session')).status).toBe(401)
  })

  test('wrong names, scopes and dates are refused with what would do', async () => {
    const make = async (body: object) =>
      (await ana.post('/api-keys', { name: 'a', role: 'viewer', ...body })).body.error
    expect((await make({ scopes: ['incidents.read'] })).details).toMatchObject([
      { field: 'scopes.0', example: 'incident.read' },
    ])
    expect((await make({ expires_at: '2020-01-01T00:00:00Z' })).details).toMatchObject([{ field: 'expires_at' }])
    expect((await make({ role: 'root' })).details).toMatchObject([{ field: 'role' }])
    await make({})
    expect((await make({})).code).toBe('already_exists')
  })

  test('a key of the file is revoked in the file', async () => {
    const { api_key } = (await ana.post('/api-keys', { name: 'ci', role: 'viewer' })).body
    await database.kysely.updateTable('api_keys').set({ owned_by: 'file' }).execute()
    expect((await ana.delete(`/api-keys/${api_key.id}`)).code).toBe('owned_by_file')
  })

  test('the last use of a key is known to a few minutes', async () => {
    const { key } = (await ana.post('/api-keys', { name: 'ci', role: 'viewer' })).body
    const lastUse = async () => (await ana.get('/api-keys')).body.items[0].last_used_at
    expect(await lastUse()).toBeNull()
    await withKey(key, '/session')
    expect(await lastUse()).toBe('2026-01-05T09:00:00.000Z')
    server.clock.forward(SECOND)
    await withKey(key, '/session')
    expect(await lastUse()).toBe('2026-01-05T09:00:00.000Z')
    server.clock.forward(HOUR)
    await withKey(key, '/session')
    expect(await lastUse()).toBe('2026-01-05T10:00:01.000Z')
  })
})
