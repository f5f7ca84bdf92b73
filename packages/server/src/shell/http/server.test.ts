import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { DatabaseFailure } from '../database/database-failure.ts'
import { systemClock } from '../ports/clock.ts'
import { StoreConflict } from '../store/store.ts'
import { drainHttpServer } from './server.ts'
import { createTestServer } from './testing/listening.ts'
import { SELF_SIGNED } from './testing/self-signed.ts'

const opened: FastifyInstance[] = []

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close()
})

async function listening(options: Parameters<typeof createTestServer>[0], register?: (app: FastifyInstance) => void) {
  const server = createTestServer(options)
  opened.push(server.app)
  register?.(server.app)
  return { ...server, url: await server.listen() }
}

async function errorOf(response: Response) {
  const body = (await response.json()) as { error: { code: string; request_id: string; details: unknown[] } }
  return { status: response.status, ...body.error }
}

test('keys in addresses never reach the log, whether the request is answered, refused, broken or unknown', async () => {
  const { url, lines, app } = await listening({}, (app) => {
    app.get('/in/:system/:key', { config: { isDoor: true } }, async () => ({}))
    app.get('/am/:key/*', async () => ({}))
    app.get('/fail/:key', async () => {
      throw new Error('no')
    })
  })
  for (const path of [
    '/in/json/k3y-s3cret',
    '/am/k3y-s3cret/api/v2/alerts',
    '/fail/k3y-s3cret?token=k3y-s3cret',
    '/nothing/k3y-s3cret?token=k3y-s3cret',
    '/in/json/%zzk3y-s3cret',
    `/in/json/k3y-s3cret${'x'.repeat(600)}`,
  ]) {
    await (await fetch(url + path)).arrayBuffer()
  }
  await app.close()
  const log = lines.join('')
  expect(log).toContain('"route":"/am/:key/*"')
  expect(log).toContain('"route":"/fail/:key"')
  expect(log).not.toContain('k3y-s3cret')
})

test('doors write no line and carry no headers for browsers', async () => {
  const { url, lines } = await listening({}, (app) => {
    app.post('/in/:system/:key', { config: { isDoor: true } }, async () => ({}))
  })
  const response = await fetch(`${url}/in/json/k`, { method: 'POST', body: '{}', headers: JSON_TYPE })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-security-policy')).toBeNull()
  expect(lines.filter((line) => line.includes('answered'))).toEqual([])
})

const JSON_TYPE = { 'content-type': 'application/json' }

test('answers to browsers forbid frames, foreign scripts, sniffing and leaking referrers', async () => {
  const { url } = await listening({ publicUrl: 'https://tocsin.example.com' })
  const { headers } = await fetch(`${url}/healthz`)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('same-origin')
  expect(headers.get('strict-transport-security')).toContain('max-age=')
})

test('without https nothing is promised about https', async () => {
  const { url } = await listening({})
  expect((await fetch(`${url}/healthz`)).headers.get('strict-transport-security')).toBeNull()
})

test('every error has one form and names the request', async () => {
  const { url, lines } = await listening({}, (app) => {
    app.post('/echo', async (request) => request.body)
    app.get('/bug', async () => {
      throw new Error('the secret cause')
    })
  })
  const missing = await fetch(`${url}/nowhere`)
  expect(await errorOf(missing.clone())).toMatchObject({ status: 404, code: 'not_found', details: [] })
  expect((await errorOf(missing)).request_id).toBe(missing.headers.get('x-request-id'))

  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${url}/echo`, { method: 'POST', body, headers })
  expect(await errorOf(await post('{"a":', JSON_TYPE))).toMatchObject({
    status: 400,
    code: 'invalid_request',
    details: [{ field: 'body', problem: 'is not valid JSON' }],
  })
  expect(await errorOf(await post('a=b', { 'content-type': 'text/csv' }))).toMatchObject({
    status: 400,
    details: [{ problem: 'must be sent with `Content-Type: application/json`' }],
  })
  expect(await errorOf(await post(`"${'x'.repeat(1024 * 1024)}"`, JSON_TYPE))).toMatchObject({
    status: 413,
    code: 'body_too_large',
  })

  const bug = await (await fetch(`${url}/bug`)).text()
  expect(bug).toContain('internal_error')
  expect(bug).not.toContain('the secret cause')
  expect(lines.join('')).toContain('the secret cause')
})

test('a database that is busy or full is not our fault, and says when to come again', async () => {
  const { url } = await listening({}, (app) => {
    app.get('/busy', async () => {
      throw new DatabaseFailure('busy', 'no connection came free')
    })
    app.get('/full', async () => {
      throw Object.assign(new Error('could not extend file'), { code: '53100' })
    })
  })
  const busy = await fetch(`${url}/busy`)
  expect(busy.headers.get('retry-after')).toBe('2')
  expect(await errorOf(busy)).toMatchObject({ status: 503, code: 'busy' })
  expect(await errorOf(await fetch(`${url}/full`))).toMatchObject({ status: 503, code: 'storage_full' })
})

test('a race that was lost again and again says so, and when to come again', async () => {
  const { url } = await listening({}, (app) => {
    app.get('/race', async () => {
      throw new StoreConflict('an incident changed meanwhile')
    })
  })
  const lost = await fetch(`${url}/race`)
  expect(lost.headers.get('retry-after')).toBe('2')
  expect(await errorOf(lost)).toMatchObject({ status: 503, code: 'conflict_retries_exhausted' })
})

test('forwarded headers are believed of named proxies alone', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' }
  const register = (app: FastifyInstance) =>
    void app.get('/who', async ({ ip, protocol, host }) => ({ ip, protocol, host }))
  const strange = await listening({}, register)
  const seen = await (await fetch(`${strange.url}/who`, { headers })).json()
  expect(seen).toEqual({ ip: '127.0.0.1', protocol: 'http', host: new URL(strange.url).host })
  const named = await listening({ trustedProxies: ['127.0.0.1'] }, register)
  expect(await (await fetch(`${named.url}/who`, { headers })).json()).toEqual({
    ip: '203.0.113.9',
    protocol: 'https',
    host: 'evil.example',
  })
})

test('the probes tell alive, ready and measured apart', async () => {
  const { url } = await listening({
    probes: {
      readiness: async () => ({ isReady: false, parts: { database: 'cannot be reached' } }),
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'tocsin_up 1\n' }),
    },
  })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const ready = await fetch(`${url}/readyz`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toEqual({ status: 'not_ready', parts: { database: 'cannot be reached' } })
  expect(await (await fetch(`${url}/metrics`)).text()).toBe('tocsin_up 1\n')
})

test('draining lets a request that is under way end, and then cuts those that do not', async () => {
  let finish = () => {}
  const waiting = new Promise<void>((resolve) => {
    finish = resolve
  })
  const { url, app } = await listening({}, (app) => {
    app.get('/slow', async () => {
      await waiting
      return { done: true }
    })
    app.get('/never', () => new Promise(() => {}))
  })
  const slow = fetch(`${url}/slow`)
  const never = fetch(`${url}/never`).catch(() => 'cut')
  const idle = connect(Number(new URL(url).port), '127.0.0.1')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const drained = drainHttpServer(app, systemClock, 300)
  finish()
  expect(await (await slow).json()).toEqual({ done: true })
  expect(await never).toBe('cut')
  await drained
  idle.destroy()
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

test('with a certificate and its key the server speaks https, and says that it always will', async () => {
  const { url } = await listening({ tls: SELF_SIGNED })
  expect(url).toMatch(/^https:/)
  const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const { port } = new URL(url)
    httpsRequest({ host: 'localhost', port, path: '/healthz', ca: SELF_SIGNED.cert }, (answer) => {
      answer.resume()
      resolve({ ...answer.headers, status: answer.statusCode })
    })
      .on('error', reject)
      .end()
  })
  expect(headers).toMatchObject({ status: 200, 'strict-transport-security': expect.stringContaining('max-age=') })
})
