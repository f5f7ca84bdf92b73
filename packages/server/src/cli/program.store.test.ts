import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningServer, serve } from '../shell/app/serve.ts'
import { type Environment, readOptions } from '../shell/config/options.ts'
import { openDatabase } from '../shell/database/open-database.ts'
import { createTestPostgresUrl } from '../shell/database/testing/database-harness.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { createIds } from '../shell/ports/ids.ts'
import { EXIT } from './exit-codes.ts'
import { runCommandLine } from './program.ts'

const EXAMPLE = fileURLToPath(new URL('../../../../docs/examples/tocsin.yaml', import.meta.url))
const SECRETS = {
  ANA_PASSWORD: 'correct horse battery',
  AM_KEY: 'am-key-0123456789',
  PD_KEY: 'pd-key-0123456789',
  JSON_KEY: 'json-key-0123456789',
  BEAT_KEY: 'beat-key-0123456789',
  CI_KEY: 'ci-key-0123456789',
}
const KEY = { TOCSIN_KEY: SECRETS.CI_KEY }

let folder: string
let servers: RunningServer[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
})
afterEach(async () => {
  for (const server of servers) await server.close()
  servers = []
  rmSync(folder, { recursive: true, force: true })
})

/** One command, as a shell would run it: what it printed, what it said, and its exit code. */
async function run(line: string, environment: Environment = {}) {
  let out = ''
  let err = ''
  const exitCode = await runCommandLine(line.split(' '), {
    environment: { TOCSIN_DATA: join(folder, 'data'), ...environment },
    clock: systemClock,
    ids: createIds(systemClock),
    print(text) {
      out += text
    },
    say(text) {
      err += text
    },
    width: undefined,
  })
  return { exitCode, out, err }
}

async function startServer(): Promise<string> {
  const reading = readOptions({ data: join(folder, 'data'), port: '0', 'log-level': 'fatal', config: EXAMPLE }, {})
  if (!('options' in reading)) throw new Error(reading.problems.join())
  const before = { ...process.env }
  Object.assign(process.env, SECRETS)
  try {
    const server = await serve(reading.options)
    servers.push(server)
    return server.url
  } finally {
    process.env = before
  }
}

test('a file is applied to a new installation, and once more changes nothing', async () => {
  const plan = await run(`apply -f ${EXAMPLE} --plan`, SECRETS)
  expect(plan).toMatchObject({ exitCode: EXIT.ok, err: '' })
  expect(plan.out).toContain('11 to create.')
  const first = await run(`apply -f ${EXAMPLE}`, SECRETS)
  expect(first).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('11 created.') })
  const again = await run(`apply -f ${EXAMPLE} --json`, SECRETS)
  expect(JSON.parse(again.out)).toMatchObject({ is_applied: true, changes: [] })
})

test('what is wrong with a file goes to standard error with its place', async () => {
  const file = join(folder, 'wrong.yaml')
  writeFileSync(file, 'version: 1\nteems: []\n')
  const wrong = await run(`apply -f ${file}`)
  expect(wrong).toMatchObject({ exitCode: EXIT.usage, out: '' })
  expect(wrong.err).toBe(`${file}:2:1: teems: is no field here. Did you mean "teams"?\n`)
  expect(await run(`apply -f ${join(folder, 'none.yaml')}`)).toMatchObject({
    exitCode: EXIT.usage,
    err: expect.stringContaining('cannot be read'),
  })
})

test('an examination names what is not well, and its exit code says so', async () => {
  expect(await run('doctor')).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('no installation') })
  const file = join(folder, 'bare.yaml')
  writeFileSync(
    file,
    [
      'version: 1',
      'users: [{ email: ana@example.com, contacts: [] }]',
      'services: [{ id: shop }]',
      'schedules: [{ id: s, layers: [{ zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-05, people: [ana@example.com], restrictions: [{ days: [Mon], from: "09:00", to: "17:00" }] }] }]',
    ].join('\n'),
  )
  await run(`apply -f ${file}`)
  const { exitCode, out } = await run('doctor')
  expect(exitCode).toBe(EXIT.problems)
  expect(out).toMatch(/ok +migrations/)
  expect(out).toMatch(/PROBLEM +channels +E-mail is not set up/)
  expect(out).toMatch(/PROBLEM +people +There is no active admin/)
  expect(out).toMatch(/WARNING +people +ana have no verified contact/)
  expect(out).toMatch(/WARNING +services +shop have no policy/)
  expect(out).toMatch(/WARNING +schedules +s has nobody on call from .* and \d+ more gaps/)
})

test('a lost key is explained, not a crash', async () => {
  await run(`apply -f ${EXAMPLE}`, SECRETS)
  const other = { TOCSIN_SECRET_KEY: 'another passphrase' }
  const { exitCode, out } = await run('doctor --json', other)
  expect(exitCode).toBe(EXIT.problems)
  const finding = JSON.parse(out).findings.find(({ check }: { check: string }) => check === 'secrets')
  expect(finding.message).toContain('source am; source backup; source json; source pd')
  expect(finding.message).toContain('contact ana@example.com/hook')
  const again = await run(`apply -f ${EXAMPLE}`, { ...SECRETS, ...other })
  expect(again).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('6 updated.') })
})

test('a key is changed without losing what the former one encrypted', async () => {
  const [former, later] = ['the former passphrase', 'the later passphrase']
  await run(`apply -f ${EXAMPLE}`, { ...SECRETS, TOCSIN_SECRET_KEY: former })
  const both = { TOCSIN_SECRET_KEY: later, TOCSIN_SECRET_KEY_OLD: former }
  expect((await run('doctor', both)).out).toMatch(/WARNING +secrets +7 are encrypted with an older key/)
  expect(await run('admin reseal', both)).toMatchObject({
    exitCode: EXIT.ok,
    out: expect.stringContaining('7 secrets'),
  })
  expect((await run('doctor', { TOCSIN_SECRET_KEY: later })).out).toMatch(/ok +secrets/)
})

test('a backup is restored elsewhere, and not over what is there', async () => {
  await run(`apply -f ${EXAMPLE}`, SECRETS)
  const file = join(folder, 'backup.gz')
  expect(await run(`backup ${file}`)).toMatchObject({ exitCode: EXIT.ok, err: expect.stringContaining('secret.key') })
  expect(await run(`backup ${file}`)).toMatchObject({ exitCode: EXIT.refused, err: expect.stringContaining('--force') })
  const elsewhere = { TOCSIN_DATA: join(folder, 'other') }
  expect(await run(`restore ${file}`, elsewhere)).toMatchObject({
    exitCode: EXIT.ok,
    out: expect.stringMatching(/\d+ rows of \d+ tables arrived/),
  })
  expect(await run(`restore ${file}`, elsewhere)).toMatchObject({
    exitCode: EXIT.refused,
    err: expect.stringContaining('in use'),
  })
  expect((await run('verify-audit', elsewhere)).out).toContain('every chain holds')
})

test('an installation moves to a PostgreSQL server, whole, with its key', async () => {
  await run(`apply -f ${EXAMPLE}`, SECRETS)
  const url = await createTestPostgresUrl()
  const target = await openDatabase({ url, onFatal: () => {} })
  await target.pool.query('drop schema public cascade; create schema public')
  await target.close()
  expect(await run('move --to mysql://x')).toMatchObject({ exitCode: EXIT.usage })
  const moved = await run(`move --to ${url}`)
  expect(moved).toMatchObject({ exitCode: EXIT.ok, err: expect.stringContaining('DATABASE_URL') })
  const there = { DATABASE_URL: url }
  expect((await run(`apply -f ${EXAMPLE}`, { ...SECRETS, ...there })).out).toContain('Nothing to change')
  expect(JSON.parse((await run('doctor --json', there)).out).findings).toContainEqual(
    expect.objectContaining({ check: 'secrets', state: 'ok' }),
  )
  expect(await run(`move --to ${url}`)).toMatchObject({
    exitCode: EXIT.refused,
    err: expect.stringContaining('in use'),
  })
})

test('a lost admin is replaced by a link', async () => {
  const reset = await run('admin reset boss@example.com', { TOCSIN_URL: 'https://tocsin.example.com' })
  expect(reset).toMatchObject({ exitCode: EXIT.ok })
  expect(reset.out).toMatch(/https:\/\/tocsin\.example\.com\/set-password\?token=\S{40,}/)
  expect(await run('admin reset nobody')).toMatchObject({ exitCode: EXIT.refused })
})

test('the commands that need a server walk an incident through its life', async () => {
  const server = await startServer()
  const at = (line: string) => run(`${line} --server ${server}`, KEY)
  expect((await at('on-call')).out).toMatch(/Payments primary +Ana +no change ahead/)
  expect(await at('incident declare Slow --service payment-api')).toMatchObject({
    exitCode: EXIT.ok,
    out: 'INC-2026-000001 is open, P2\n'.replace('2026', String(new Date(systemClock.now()).getUTCFullYear())),
  })
  const id = /INC-\d+-\d+/.exec((await at('incident list')).out)?.[0] ?? ''
  expect(await at(`incident ack ${id} INC-1-1`)).toMatchObject({
    exitCode: EXIT.refused,
    out: expect.stringContaining(`${id} is acknowledged`),
    err: expect.stringContaining('INC-1-1: '),
  })
  expect(await at(`incident close ${id} --reason done`)).toMatchObject({ exitCode: EXIT.refused })
  expect((await at(`incident resolve ${id}`)).out).toContain('is resolved')
  expect((await at(`incident close ${id} --reason done`)).out).toContain('is closed')
  expect((await at('incident list')).out).toBe('No incidents.\n')
  expect(JSON.parse((await at('incident list --all --json')).out).items).toMatchObject([{ id, status: 'closed' }])
  const shown = await at(`incident show ${id}`)
  expect(shown.out).toContain('closed it: done')
})

test('a running server is told apart from a free folder, and a file goes to it by its address', async () => {
  const server = await startServer()
  for (const line of [
    `apply -f ${EXAMPLE}`,
    'doctor',
    'verify-audit',
    'admin reset a@example.com',
    `backup ${join(folder, 'b.gz')}`,
  ]) {
    expect(await run(line, SECRETS), line).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('in use'),
    })
  }
  const applied = await run(`apply -f ${EXAMPLE} --server ${server}`, { ...SECRETS, ...KEY })
  expect(applied).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('Nothing to change') })
  const file = join(folder, 'more.yaml')
  writeFileSync(file, `${readFileSync(EXAMPLE, 'utf8')}settings: { reopen_window: 2h }\n`)
  expect((await run(`apply -f ${file} --server ${server} --plan`, { ...SECRETS, ...KEY })).out).toContain(
    '+ setting reopen_window',
  )
  expect(await run(`on-call --server ${server}`, { TOCSIN_KEY: 'wrong' })).toMatchObject({ exitCode: EXIT.refused })
  const missing = await run(`apply -f ${file} --server ${server}`, KEY)
  expect(missing).toMatchObject({
    exitCode: EXIT.usage,
    err: expect.stringContaining('the variable ANA_PASSWORD is not set'),
  })
})

test('what is mistyped is named with what was meant', async () => {
  expect(await run('aply')).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('Did you mean apply?') })
  expect(await run('serve --prot 1', { TOCSIN_HOTS: 'x' })).toMatchObject({
    exitCode: EXIT.usage,
    err: expect.stringMatching(/--port[\s\S]*TOCSIN_HOST/),
  })
  expect(await run('incident list')).toMatchObject({ exitCode: EXIT.usage, err: expect.stringContaining('TOCSIN_KEY') })
  expect(await run('on-call --server localhost', KEY)).toMatchObject({ exitCode: EXIT.usage })
  expect(await run('on-call --server http://127.0.0.1:9', KEY)).toMatchObject({ exitCode: EXIT.failed })
})

test('help names every command, option and variable', async () => {
  const { exitCode, out } = await run('--help')
  expect(exitCode).toBe(EXIT.ok)
  for (const name of [
    'serve',
    'apply',
    'doctor',
    'incident',
    'on-call',
    'verify-audit',
    'backup',
    'restore',
    'move',
    'admin',
    'openapi',
  ]) {
    expect(out).toContain(`  ${name} `)
  }
  const help = await run('serve --help')
  for (const name of ['--data', 'TOCSIN_DATA', '--port', 'TOCSIN_CONFIG', 'DATABASE_URL', 'TOCSIN_KEEP_DELIVERIES']) {
    expect(help.out).toContain(name)
  }
})

test('the description of the API is printed without starting anything', async () => {
  const { exitCode, out } = await run('openapi')
  expect(exitCode).toBe(EXIT.ok)
  const { paths, openapi } = JSON.parse(out)
  expect(openapi).toBe('3.1.0')
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/incidents', '/api/v1/session', '/api/v1/teams']))
})
