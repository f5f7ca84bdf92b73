import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createTestServer } from '../http/testing/listening.ts'
import { registerConsole } from './console-files.ts'

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A console in a folder whose own path has a part called `assets`. */
function build(): string {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-console-'))
  const dist = join(folder, 'assets', 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Tocsin</title>')
  writeFileSync(join(dist, 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(dist, 'icon.svg'), '<svg/>')
  return dist
}

test('the page is never kept, hashed assets for ever, other files are asked for again', async () => {
  const { app } = createTestServer()
  expect(registerConsole(app, build())).toBe(true)
  const cacheOf = async (url: string) => (await app.inject({ url })).headers['cache-control']
  expect(await cacheOf('/')).toBe('no-cache')
  expect(await cacheOf('/incidents/INC-2026-000001')).toBe('no-cache')
  expect(await cacheOf('/icon.svg')).toBe('no-cache')
  expect(await cacheOf('/assets/index-abc.js')).toContain('immutable')
  await app.close()
})

test('an unknown path of a person is the page, one of a machine is an error', async () => {
  const { app } = createTestServer()
  registerConsole(app, build())
  const answerOf = async (url: string) => {
    const { statusCode, headers } = await app.inject({ url })
    return [statusCode, String(headers['content-type']).split(';')[0]]
  }
  for (const url of ['/login', '/settings/channels', '/a?b=c', '/%2e%2e/secret'])
    expect(await answerOf(url), url).toEqual([200, 'text/html'])
  for (const url of ['/api/v1/nothing', '/in/json', '/am/x', '/v2/nothing', '/assets/missing.js', '/metrics'])
    expect(await answerOf(url), url).toEqual([404, 'application/json'])
  await app.close()
})

test('a console that was built anew below a running server is handed out whole', async () => {
  const { app } = createTestServer()
  const dist = build()
  registerConsole(app, dist)
  await app.ready()
  rmSync(join(dist, 'assets', 'index-abc.js'))
  writeFileSync(join(dist, 'assets', 'index-def.js'), 'export const newer = 1')
  const newer = await app.inject({ url: '/assets/index-def.js' })
  expect([newer.statusCode, newer.headers['cache-control'], newer.body]).toEqual([
    200,
    'public, max-age=31536000, immutable',
    'export const newer = 1',
  ])
  expect((await app.inject({ url: '/assets/index-abc.js' })).statusCode).toBe(404)
  await app.close()
})

test('no address of an asset leads out of the console', async () => {
  const { app } = createTestServer()
  registerConsole(app, build())
  writeFileSync(join(folder, 'secret.txt'), 'of the machine')
  for (const url of ['/assets/..%2f..%2f..%2fsecret.txt', '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt']) {
    const { statusCode, body } = await app.inject({ url })
    expect(statusCode, url).toBeGreaterThanOrEqual(400)
    expect(body, url).not.toContain('of the machine')
  }
  await app.close()
})

test('nothing is registered when the console was not built', () => {
  const { app } = createTestServer()
  expect(registerConsole(app, join(tmpdir(), 'no such folder'))).toBe(false)
})
