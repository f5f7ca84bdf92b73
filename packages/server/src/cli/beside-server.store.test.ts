import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, serve } from '../shell/app/serve.ts'
import { lockDataFolder } from '../shell/database/embedded/data-folder.ts'
import { openDatabase } from '../shell/database/open-database.ts'
import { until } from '../shell/engine/testing/engine-bench.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { EXIT } from './exit-codes.ts'
import { createEmptyPostgresUrl, type RunCommand, readServeOptions, runIn } from './testing/run-command.ts'

/** Commands on the data folder of a server that runs, and pages, on it: it is never stopped for them. */
const CONFIG = (hook: string) => `version: 1
users:
  - email: ana@example.com
    name: Ana
    role: admin
    zone: UTC
    contacts: [{ id: hook, channel: webhook, to: "${hook}" }]
schedules:
  - id: primary
    name: Primary
    layers: [{ zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }]
policies: [{ id: all, name: All, steps: [{ after: 0m, page: [{ schedule: primary }] }] }]
services: [{ id: api, name: The api, policy: all }]
sources: [{ id: form, system: json, key: form-key-0123456789, service: api }]
api_keys: [{ name: ci, key: ci-key-0123456789, role: admin }]
`

describe('beside a server with the embedded database', () => {
  let folder: string
  let run: RunCommand
  let server: RunningServer
  let pager: Server
  /** Titles of the incidents that Ana was paged for. */
  const pages: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-beside-'))
    pager = createServer(async (request, response) => {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as object
      pages.push(JSON.stringify(body))
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => pager.once('listening', resolve))
    const config = join(folder, 'tocsin.yaml')
    writeFileSync(config, CONFIG(`http://127.0.0.1:${(pager.address() as AddressInfo).port}/ana`))
    run = runIn(join(folder, 'data'))
    server = await serve(readServeOptions(join(folder, 'data'), config))
  })
  afterAll(async () => {
    await server.close()
    pager.closeAllConnections()
    pager.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const post = (id: string) =>
    fetch(`${server.url}/in/json/form-key-0123456789`, { method: 'POST', body: JSON.stringify({ title: id, id }) })
  const asKey = async (path: string) => {
    const headers = { authorization: 'Bearer ci-key-0123456789' }
    return (await (await fetch(`${server.url}/api/v1${path}`, { headers })).json()) as { items: { email: string }[] }
  }
  const copiesIn = (dir: string) => readdirSync(dir).filter((name) => name.startsWith('tocsin-copy-'))

  test('incidents and who is on call are read without a key', async () => {
    expect((await post('first')).status).toBe(200)
    await until(async () => (await run('incident list')).out.includes('first'))
    const id = /INC-\d+-\d+/.exec((await run('incident list')).out)?.[0] ?? ''
    expect((await run(`incident show ${id}`)).out).toContain('paged Ana')
    expect((await run('on-call')).out).toMatch(/Primary +Ana +no change ahead/)
    expect(await run('incident show INC-1-1')).toMatchObject({ exitCode: EXIT.refused })
    expect(await run('incident list --limit 0')).toMatchObject({ exitCode: EXIT.usage })
    const acting = await run(`incident ack ${id}`)
    expect(acting).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('TOCSIN_KEY') })
  })

  test('the server examines itself', async () => {
    const { exitCode, out } = await run('doctor')
    expect(out).toMatch(/ok +server +Tocsin \S+ runs as /)
    expect(out).toMatch(/ok +migrations/)
    expect(out).toMatch(/ok +disk/)
    expect(out).toMatch(/PROBLEM +channels +E-mail is not set up/)
    expect(exitCode).toBe(EXIT.problems)
  })

  test('a lost admin is replaced, and the server knows it at once', async () => {
    expect(await run('admin reset bosss@example.com')).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('Nobody has the address bosss@example.com.'),
    })
    expect((await asKey('/users')).items.map(({ email }) => email)).not.toContain('bosss@example.com')
    const reset = await run('admin reset boss@example.com --create')
    expect(reset).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('a new admin') })
    const token = /set-password\?token=(\S+)/.exec(reset.out)?.[1]
    const looked = await fetch(`${server.url}/api/v1/password/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    expect(await looked.json()).toMatchObject({ email: 'boss@example.com' })
    expect((await asKey('/users')).items.map(({ email }) => email)).toContain('boss@example.com')
    expect((await run('admin reset bosss@example.com')).err).toContain('Did you mean boss@example.com? ')
    expect((await run('admin reset boss@example.com')).out).toContain('boss@example.com is an admin.')
    expect(await run('admin reset nobody')).toMatchObject({
      exitCode: EXIT.refused,
      err: '"nobody" is no mail address.\n',
    })
  })

  test('a file is planned and applied by the server, with the variables of whoever gives it', async () => {
    const file = join(folder, 'more.yaml')
    writeFileSync(file, `version: 1\nusers: [{ email: "\${WHO}@example.com", role: viewer }]\n`)
    const variables = { WHO: 'bo' }
    expect((await run(`apply -f ${file} --plan`, variables)).out).toContain('+ user bo@example.com')
    expect((await asKey('/users')).items.map(({ email }) => email)).not.toContain('bo@example.com')
    expect(await run(`apply -f ${file}`, variables)).toMatchObject({ exitCode: EXIT.ok, err: '' })
    expect((await asKey('/users')).items.map(({ email }) => email)).toContain('bo@example.com')
    expect((await run(`apply -f ${file}`, variables)).out).toContain('Nothing to change')
    expect(await run(`apply -f ${file}`)).toMatchObject({ exitCode: EXIT.usage })
  })

  test('what needs the database for itself says so, and touches nothing', async () => {
    const file = join(folder, 'x.gz')
    writeFileSync(file, '')
    for (const line of ['admin reseal', 'move --to postgres://127.0.0.1/x']) {
      expect(await run(line), line).toMatchObject({
        exitCode: EXIT.refused,
        err: expect.stringMatching(/is in use by another Tocsin process\. Stop it for this/),
      })
    }
    expect((await run(`restore ${file}`)).exitCode).toBe(EXIT.refused)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  test('a copy is made in the folder that is named for it, and nothing of it is left there', async () => {
    const scratch = join(folder, 'scratch')
    const verified = await run(`verify-audit --scratch ${scratch}`)
    expect(verified).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('every chain holds') })
    expect(copiesIn(scratch)).toEqual([])
  })

  test('a backup that is taken while signals come in and pages go out is one instant of them, whole', async () => {
    const answered: string[] = []
    let isOver = false
    const traffic = (async () => {
      for (let n = 0; !isOver; n += 1) {
        const id = `k${String(n).padStart(5, '0')}`
        expect((await post(id)).status).toBe(200)
        answered.push(id)
        await systemClock.sleep(10)
      }
    })()
    await until(async () => answered.length >= 20)
    const before = { answered: answered.length, pages: pages.length }
    const file = join(folder, 'live.gz')
    const backedUp = await run(`backup ${file}`)
    const after = { answered: answered.length, pages: pages.length }
    isOver = true
    await traffic
    expect(backedUp).toMatchObject({
      exitCode: EXIT.ok,
      err: expect.stringContaining('a copy of its database is read'),
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(copiesIn(join(folder, 'data'))).toEqual([])
    expect(after.answered).toBeGreaterThan(before.answered)
    expect(after.pages).toBeGreaterThan(before.pages)
    await server.close()

    const elsewhere = { DATABASE_URL: await createEmptyPostgresUrl() }
    expect(await run(`restore ${file}`, elsewhere)).toMatchObject({ exitCode: EXIT.ok })
    expect(await run('verify-audit', elsewhere)).toMatchObject({
      exitCode: EXIT.ok,
      out: expect.stringContaining('every chain holds'),
    })
    expect((await run('doctor', elsewhere)).out).toMatch(/ok +migrations[\s\S]*ok +secrets/)
    const restored = await openDatabase({ url: elsewhere.DATABASE_URL, onFatal: () => {} })
    const alerts = await restored.kysely.selectFrom('alerts').select('title').orderBy('title').execute()
    const ours = alerts.map(({ title }) => title).filter((title) => title.startsWith('k'))
    // The posts came one after the other, so one instant holds the first ones without a gap, and all that were answered before.
    expect(ours).toEqual(ours.map((_, n) => `k${String(n).padStart(5, '0')}`))
    expect(ours.length).toBeGreaterThanOrEqual(before.answered)
    expect(ours.length).toBeLessThanOrEqual(after.answered + 1)
    await restored.close()
  })

  test('a folder that somebody holds without answering is waited for, and then refused', async () => {
    const dataDir = join(folder, 'held')
    const unlock = lockDataFolder(dataDir)
    expect(await runIn(dataDir)('admin reset boss@example.com')).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('does not answer'),
    })
    unlock()
  })
})
