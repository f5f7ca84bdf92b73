import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readOptions } from '../config/options.ts'
import { createTestPostgresUrl, describeOnEachEngine } from '../database/testing/database-harness.ts'
import { until } from '../engine/testing/engine-bench.ts'
import { type RunningServer, serve } from './serve.ts'

const CONFIG = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin, zone: UTC }
services:
  - { id: api, name: The api }
sources:
  - { id: form, system: json, key: form-key-0123456789, service: api }
api_keys:
  - { name: ci, key: ci-key-0123456789, role: admin }
`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describeOnEachEngine('a server', (open) => {
  const folders: string[] = []
  let running: RunningServer | undefined
  afterEach(async () => {
    await running?.close()
    running = undefined
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  const optionsOf = async (config = CONFIG) => {
    const { engine } = await open()
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-serve-'))
    folders.push(folder)
    const configFile = join(folder, 'tocsin.yaml')
    writeFileSync(configFile, config)
    const reading = readOptions(
      {
        data: join(folder, 'data'),
        port: String(await freePort()),
        host: '127.0.0.1',
        config: configFile,
        'log-level': 'fatal',
      },
      engine === 'postgres' ? { DATABASE_URL: await createTestPostgresUrl() } : {},
    )
    if ('problems' in reading) throw new Error(reading.problems.join('\n'))
    return reading.options
  }
  const post = (url: string, body: object) =>
    fetch(`${url}/in/json/form-key-0123456789`, { method: 'POST', body: JSON.stringify(body) })
  const asKey = (url: string, path: string) =>
    fetch(`${url}/api/v1${path}`, { headers: { authorization: 'Bearer ci-key-0123456789' } })

  test('takes a signal to an incident, is ready, and finds everything again after a stop', async () => {
    const options = await optionsOf()
    running = await serve(options)
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
    expect((await post(running.url, { title: 'Disk full', id: 'a' })).status).toBe(200)
    const { url } = running
    await until(
      async () => ((await (await asKey(url, '/incidents')).json()) as { items: unknown[] }).items.length === 1,
    )
    await running.close()
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()

    running = await serve(options)
    expect((await post(running.url, { title: 'Disk full', id: 'a', state: 'ok' })).status).toBe(200)
    const again = running.url
    await until(async () => {
      const { items } = (await (await asKey(again, '/incidents')).json()) as { items: { status: string }[] }
      return items.length === 1 && items[0]?.status === 'resolved'
    })
  })

  test('what is under way when it stops is answered, and what was answered is there', async () => {
    const options = await optionsOf()
    running = await serve(options)
    const { url } = running
    const ids = Array.from({ length: 60 }, (_, n) => `k${n}`)
    const answers = ids.map((id) =>
      post(url, { title: id, id }).then(
        ({ status }) => [id, status] as const,
        () => [id, 0] as const,
      ),
    )
    await Promise.race(answers)
    await running.close()
    const taken = (await Promise.all(answers)).filter(([, status]) => status === 200).map(([id]) => id)
    expect(taken.length).toBeGreaterThan(0)

    running = await serve(options)
    const found = (await (await asKey(running.url, '/alerts?limit=200')).json()) as { items: { title: string }[] }
    const there = new Set(found.items.map(({ title }) => title))
    expect(taken.filter((id) => !there.has(id))).toEqual([])
  })

  test('an address that is taken: it says so and lets go of everything', async () => {
    const options = await optionsOf()
    const other = createServer().listen(options.port, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    await expect(serve(options)).rejects.toThrow(`Port ${options.port} of 127.0.0.1 is in use`)
    // Said before anything was begun: no database, no key.
    expect(existsSync(options.dataDir)).toBe(false)
    await new Promise((resolve) => other.close(resolve))
    running = await serve(options)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
  })

  test('a file that is wrong: nothing is begun, and the next start is not in its way', async () => {
    const options = await optionsOf('version: 1\nusers: 7\n')
    await expect(serve(options)).rejects.toThrow('users')
    writeFileSync(options.configFile ?? '', CONFIG)
    running = await serve(options)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
  })
})
