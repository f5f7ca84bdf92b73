import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { type ApiDeps, type ApiRoute, defineRoute, guardApi, registerApiRoutes } from './api.ts'
import { readExpectedVersion, rejectStale, tellVersion } from './expected-version.ts'
import { instantSchema } from './instant-schema.ts'
import { registerOpenApi } from './openapi.ts'
import { anyOf, listOf, listQuery, pageOf, readPage } from './paging.ts'
import { createTestClock, createTestServer } from './testing/listening.ts'

const opened: FastifyInstance[] = []

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close()
})

const asKey = (role: Principal['role'], ...scopes: string[]): Principal => ({
  kind: 'key',
  id: 'k',
  name: 'test',
  role,
  scopes,
})

async function serve(routes: readonly ApiRoute[], principal: Principal = asKey('admin')) {
  const server = createTestServer()
  opened.push(server.app)
  guardApi(server.app)
  await registerOpenApi(server.app, { version: '1.2.3' })
  const deps: ApiDeps = {
    clock: createTestClock(),
    authenticate: async () => principal,
    refuseForeignOrigin: () => {},
  }
  registerApiRoutes(server.app, deps, routes)
  const url = await server.listen()
  return (path: string, init: RequestInit = {}) => fetch(`${url}/api/v1${path}`, init)
}

const thingSchema = z
  .object({ id: z.string(), happened_at: instantSchema, ended_at: instantSchema.nullable() })
  .meta({ id: 'Thing' })

const moveThing = defineRoute({
  id: 'moveThing',
  tag: 'things',
  summary: 'Moves a thing.',
  method: 'POST',
  path: '/things/:id/move',
  permission: 'configuration.write',
  params: z.object({ id: z.string() }),
  body: z.strictObject({
    to: instantSchema,
    how: z.enum(['slow', 'fast']).optional(),
    name: z
      .string()
      .min(3)
      .meta({ examples: ['Ana'] })
      .optional(),
  }),
  success: thingSchema,
  async handle({ params, body }) {
    if (params.id === 'stuck') return { rejected: { code: 'already_exists', facts: { id: 'stuck' } } }
    return { id: params.id, happened_at: body.to, ended_at: null }
  },
})

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

test('instants are RFC 3339 outside and numbers inside', async () => {
  let seen: unknown
  const call = await serve([
    defineRoute({
      ...{ id: 'x', tag: 't', summary: 's', method: 'POST', path: '/x' as const, permission: 'incident.read' as const },
      body: z.object({ to: instantSchema }),
      success: z.object({ to: instantSchema }),
      async handle({ body }) {
        seen = body.to
        return body
      },
    }),
  ])
  const response = await call('/x', json({ to: '2026-01-05T18:00:00+09:00' }))
  expect(seen).toBe(Date.UTC(2026, 0, 5, 9))
  expect(await response.json()).toEqual({ to: '2026-01-05T09:00:00.000Z' })
})

test('a wrong request is told each field that is wrong, with an example', async () => {
  const call = await serve([moveThing])
  const response = await call('/things/a/move', json({ to: 'yesterday', how: 'odd', name: 'A', colour: 'red' }))
  expect(response.status).toBe(400)
  const { error } = (await response.json()) as { error: { code: string; details: unknown[] } }
  expect(error.code).toBe('invalid_request')
  expect(error.details).toEqual([
    { field: 'to', problem: 'must be an instant as in RFC 3339', example: '2026-01-05T09:00:00.000Z' },
    { field: 'how', problem: expect.stringContaining('slow'), example: 'slow' },
    { field: 'name', problem: expect.any(String), example: 'Ana' },
    { field: 'colour', problem: 'is not a known field' },
  ])
})

test('a rejection becomes the status of its code', async () => {
  const call = await serve([moveThing])
  const response = await call('/things/stuck/move', json({ to: '2026-01-05T09:00:00Z' }))
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({
    error: {
      code: 'already_exists',
      mend: expect.stringContaining('another id'),
      details: [{ field: 'id', problem: 'stuck' }],
    },
  })
})

test('who lacks the permission is told which roles or scopes have it, before the body is looked at', async () => {
  const viewer = await serve([moveThing], asKey('viewer'))
  const refused = await viewer('/things/a/move', json({ nonsense: true }))
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({
    error: { code: 'forbidden', details: [{ field: 'role', problem: expect.stringContaining('manager, admin') }] },
  })
  const narrow = await serve([moveThing], asKey('admin', 'incident.*'))
  expect(await (await narrow('/things/a/move', json({}))).json()).toMatchObject({
    error: { details: [{ field: 'scopes', example: 'configuration.write' }] },
  })
})

test('a route of the API that declares no permission does not start', () => {
  const { app } = createTestServer()
  opened.push(app)
  guardApi(app)
  expect(() => app.get('/api/v1/open', async () => ({}))).toThrow('declares no permission')
})

const numbers = Array.from({ length: 5 }, (_, index) => ({ id: `n${index}`, size: Math.floor(index / 2) }))
const listNumbers = defineRoute({
  id: 'listNumbers',
  tag: 'things',
  summary: 'Lists numbers.',
  method: 'GET',
  path: '/numbers',
  permission: 'configuration.read',
  query: listQuery(['size', 'id'], { id: anyOf(z.string()).optional() }),
  success: listOf(z.object({ id: z.string(), size: z.int() })),
  async handle({ query }) {
    const page = readPage(query)
    const { after } = page
    const rows = numbers.filter(
      (row) =>
        (!query.id || query.id.includes(row.id)) &&
        (!after || row.size > Number(after.value) || (row.size === after.value && row.id > after.id)),
    )
    return pageOf(rows, page, (row) => ({ value: row.size, id: row.id }))
  },
})

test('a list is read page by page, each row once, until next is null', async () => {
  const call = await serve([listNumbers])
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer = await call(`/numbers?limit=2${cursor && `&cursor=${cursor}`}`)
    const page = (await answer.json()) as { items: { id: string }[]; next: string | null }
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next
  }
  expect(seen).toEqual(numbers.map(({ id }) => id))
})

test('a filter takes several values, repeated or with commas', async () => {
  const call = await serve([listNumbers])
  for (const query of ['id=n1,n3', 'id=n1&id=n3']) {
    const page = (await (await call(`/numbers?${query}`)).json()) as { items: { id: string }[] }
    expect(page.items.map(({ id }) => id)).toEqual(['n1', 'n3'])
  }
})

test('a cursor that is none, or of another order, and an unknown filter are refused', async () => {
  const call = await serve([listNumbers])
  const { next } = (await (await call('/numbers?limit=1')).json()) as { next: string }
  for (const query of [
    'cursor=abc',
    `cursor=${next}&order=-size`,
    'colour=red',
    'limit=0',
    'limit=201',
    'order=colour',
  ]) {
    const answer = await call(`/numbers?${query}`)
    expect(answer.status, query).toBe(400)
  }
})

test('a change that builds on an old version is refused', async () => {
  const actual = 7
  const call = await serve([
    defineRoute({
      id: 'edit',
      tag: 't',
      summary: 's',
      method: 'POST',
      path: '/edit',
      permission: 'configuration.write',
      body: z.object({ version: z.int().optional() }),
      success: z.object({ version: z.int() }),
      async handle({ request, body, reply }) {
        const stale = rejectStale(readExpectedVersion(request, body.version), actual)
        if (stale) return { rejected: stale }
        tellVersion(reply, actual + 1)
        return { version: actual + 1 }
      },
    }),
  ])
  const fine = await call('/edit', json({ version: 7 }))
  expect(fine.headers.get('etag')).toBe('"8"')
  expect((await call('/edit', json({}))).status).toBe(200)
  expect((await call('/edit', json({ version: 6 }))).status).toBe(409)
  const withHeader = (value: string) => {
    const init = json({})
    return call('/edit', { ...init, headers: { ...init.headers, 'if-match': value } })
  }
  expect((await withHeader('"7"')).status).toBe(200)
  expect((await withHeader('"6"')).status).toBe(409)
  expect((await withHeader('soon')).status).toBe(400)
})

test('the description is OpenAPI 3.1 with instants as strings, permissions in words, and errors', async () => {
  const call = await serve([moveThing, listNumbers])
  const description = (await (await call('/openapi.json')).json()) as {
    openapi: string
    info: { version: string }
    paths: Record<
      string,
      Record<string, { operationId: string; description: string; responses: object; security: object[] }>
    >
    components: { schemas: Record<string, { properties: object }> }
  }
  expect(description.openapi).toBe('3.1.0')
  expect(description.info.version).toBe('1.2.3')
  expect(Object.keys(description.paths)).toEqual(['/api/v1/things/{id}/move', '/api/v1/numbers'])
  const move = description.paths['/api/v1/things/{id}/move']?.post
  expect(move?.operationId).toBe('moveThing')
  expect(move?.description).toContain('`configuration.write`')
  expect(move?.security).toEqual([{ session: [] }, { key: [] }])
  expect(Object.keys(move?.responses ?? {})).toEqual(['200', '4XX', '5XX'])
  expect(description.components.schemas.Thing?.properties).toMatchObject({
    happened_at: { type: 'string', format: 'date-time' },
  })
  expect(Object.keys(description.components.schemas).sort()).toEqual(['Error', 'Thing'])
})

test('the page of the description loads nothing from elsewhere', async () => {
  const call = await serve([moveThing])
  const page = await call('/docs')
  const html = await page.text()
  expect(page.headers.get('content-type')).toContain('text/html')
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses.length).toBeGreaterThan(1)
  expect(addresses.filter((address) => !address.startsWith('/api/v1/'))).toEqual([])
  expect(html).not.toMatch(/<script(?![^>]*src=)/)
  expect((await call('/docs/page.js')).headers.get('content-type')).toContain('javascript')
  const head = await call('/docs', { method: 'HEAD' })
  expect([head.status, await head.text(), head.headers.get('content-type')]).toEqual([
    ...[200, '', 'text/html; charset=utf-8'],
  ])
})

test('the instant of a call is the clock’s', async () => {
  let at: Instant | undefined
  const call = await serve([
    defineRoute({
      id: 'now',
      tag: 't',
      summary: 's',
      method: 'POST',
      path: '/now',
      permission: 'anyone',
      async handle(call) {
        at = call.at
        return undefined
      },
    }),
  ])
  expect((await call('/now', { method: 'POST' })).status).toBe(204)
  expect(at).toBe(Date.UTC(2026, 0, 5, 9))
})
