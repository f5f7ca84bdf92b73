import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serve } from '../shell/app/serve.ts'
import { openDatabase } from '../shell/database/open-database.ts'
import { createTestPostgresUrl } from '../shell/database/testing/database-harness.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { EXIT } from './exit-codes.ts'
import {
  createEmptyPostgresUrl,
  EXAMPLE,
  type Ran,
  type RunCommand,
  readServeOptions,
  runIn,
  SECRETS,
  withSecrets,
} from './testing/run-command.ts'

/**
 * Commands in one process after the other's manner. What no engine makes different runs on PostgreSQL, where opening the database
 * takes milliseconds; opening the embedded one takes a second and more each time.
 */
const KEY = { TOCSIN_KEY: SECRETS.CI_KEY }

/** Every second week is left open. */
const EDITED = `schedules:
  - id: payments-primary
    keep_current: false
    layers:
      - { zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2099-01-05, people: [[], ana@example.com] }
`

let folder: string
let run: RunCommand

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
  run = runIn(join(folder, 'data'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** The commands of one new database on the server. */
async function onPostgres(): Promise<{ url: string; on: RunCommand }> {
  const url = await createTestPostgresUrl()
  return { url, on: (line, environment) => run(line, { DATABASE_URL: url, ...environment }) }
}

test('a file is applied to a new installation, and once more changes nothing', async () => {
  const { on } = await onPostgres()
  const plan = await on(`apply -f ${EXAMPLE} --plan`, SECRETS)
  // Ana is alone in her schedule: the rules of rest give way, and that is said.
  expect(plan).toMatchObject({ exitCode: EXIT.ok, err: expect.stringContaining('Nobody else could take a day of it') })
  expect(plan.out).toContain('11 to create.')
  const first = await on(`apply -f ${EXAMPLE}`, SECRETS)
  expect(first).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('11 created.') })
  const again = await on(`apply -f ${EXAMPLE} --json`, SECRETS)
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
  const { on } = await onPostgres()
  await on(`apply -f ${file}`)
  const { exitCode, out } = await on('doctor')
  expect(exitCode).toBe(EXIT.problems)
  expect(out).toMatch(/ok +migrations/)
  expect(out).toMatch(/PROBLEM +channels +E-mail is not set up/)
  expect(out).toMatch(/PROBLEM +people +There is no active admin/)
  expect(out).toMatch(/WARNING +people +ana has no verified contact/)
  expect(out).toMatch(/WARNING +services +shop has no policy/)
  expect(out).toMatch(/WARNING +schedules +s has nobody on call from .* and \d+ more gaps/)
})

test('a lost key is explained, not a crash', async () => {
  const { on } = await onPostgres()
  await on(`apply -f ${EXAMPLE}`, SECRETS)
  const other = { TOCSIN_SECRET_KEY: 'another passphrase' }
  const { exitCode, out } = await on('doctor --json', other)
  expect(exitCode).toBe(EXIT.problems)
  const finding = JSON.parse(out).findings.find(({ check }: { check: string }) => check === 'secrets')
  expect(finding.message).toContain('source am; source backup; source json; source pd')
  expect(finding.message).toContain('contact ana@example.com/hook')
  const again = await on(`apply -f ${EXAMPLE}`, { ...SECRETS, ...other })
  expect(again).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('6 updated.') })
})

test('a key is changed without losing what the former one encrypted', async () => {
  const { on } = await onPostgres()
  // Whole keys, because a passphrase costs a tenth of a second at each command.
  const [former, later] = ['1'.repeat(64), '2'.repeat(64)]
  await on(`apply -f ${EXAMPLE}`, { ...SECRETS, TOCSIN_SECRET_KEY: former })
  const both = { TOCSIN_SECRET_KEY: later, TOCSIN_SECRET_KEY_OLD: former }
  expect((await on('doctor', both)).out).toMatch(/WARNING +secrets +7 are encrypted with an older key/)
  expect(await on('admin reseal', both)).toMatchObject({
    exitCode: EXIT.ok,
    out: expect.stringContaining('7 secrets'),
  })
  expect((await on('doctor', { TOCSIN_SECRET_KEY: later })).out).toMatch(/ok +secrets/)
})

describe('an embedded installation', () => {
  let own: string
  let on: RunCommand
  let applied: Ran

  beforeAll(async () => {
    own = mkdtempSync(join(tmpdir(), 'tocsin-cli-embedded-'))
    on = runIn(join(own, 'data'))
    applied = await on(`apply -f ${EXAMPLE}`, SECRETS)
  })
  afterAll(() => {
    rmSync(own, { recursive: true, force: true })
  })

  test('is made by the first command that needs one, backed up, and restored elsewhere, but not over what is there', async () => {
    expect(applied).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('11 created.') })
    const file = join(own, 'backup.gz')
    expect(await on(`backup ${file}`)).toMatchObject({ exitCode: EXIT.ok, err: expect.stringContaining('secret.key') })
    expect(await on(`backup ${file}`)).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('--force'),
    })
    const elsewhere = { DATABASE_URL: await createEmptyPostgresUrl() }
    expect(await on(`restore ${file}`, elsewhere)).toMatchObject({
      exitCode: EXIT.ok,
      out: expect.stringMatching(/\d+ rows of \d+ tables arrived/),
    })
    expect(await on(`restore ${file}`, elsewhere)).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('in use'),
    })
    expect((await on('verify-audit', elsewhere)).out).toContain('every chain holds')
  })

  test('moves to a PostgreSQL server, whole, with its key', async () => {
    const there = { DATABASE_URL: await createEmptyPostgresUrl() }
    expect(await on('move --to mysql://x')).toMatchObject({ exitCode: EXIT.usage })
    const moved = await on(`move --to ${there.DATABASE_URL}`)
    expect(moved).toMatchObject({ exitCode: EXIT.ok, err: expect.stringContaining('DATABASE_URL') })
    expect((await on(`apply -f ${EXAMPLE}`, { ...SECRETS, ...there })).out).toContain('Nothing to change')
    expect(JSON.parse((await on('doctor --json', there)).out).findings).toContainEqual(
      expect.objectContaining({ check: 'secrets', state: 'ok' }),
    )
    expect(await on(`move --to ${there.DATABASE_URL}`)).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('in use'),
    })
  })
})

test('a database that a newer release has migrated is worked on, until it says that this one is too old', async () => {
  const { url, on } = await onPostgres()
  await on(`apply -f ${EXAMPLE}`, SECRETS)
  const { pool, close } = await openDatabase({ url, onFatal: () => {} })
  const migrated = (name: string, minRelease: string | null) =>
    pool.query(
      `insert into tocsin_migrations (name, checksum, applied_at, min_release) values ($1, 'x', '2026-01-05', $2)`,
      [name, minRelease],
    )
  await migrated('9001-more', null)
  await migrated('9002-less-of-the-first', '0.0.1')
  expect((await on('doctor')).out).toMatch(
    /ok +migrations +A newer release has migrated the database \(9001-more, 9002/,
  )
  expect((await on('doctor')).out).toMatch(/ok +services/)
  expect((await on(`apply -f ${EXAMPLE}`, SECRETS)).out).toContain('Nothing to change')
  expect((await on('verify-audit')).exitCode).toBe(EXIT.ok)

  await migrated('9003-less', '99.1.0')
  const options = readServeOptions(join(folder, 'data'), EXAMPLE, { DATABASE_URL: url })
  await expect(serve(options)).rejects.toMatchObject({ code: 'database_newer' })
  for (const line of [
    `apply -f ${EXAMPLE}`,
    'verify-audit',
    `backup ${join(folder, 'x.gz')}`,
    'admin reset a@example.com',
  ]) {
    expect(await on(line, SECRETS), line).toMatchObject({
      exitCode: EXIT.refused,
      err: expect.stringContaining('(9003-less), and needs Tocsin 99.1.0 or newer; this is'),
    })
  }
  const examined = await on('doctor')
  expect(examined.exitCode).toBe(EXIT.problems)
  expect(examined.out).toMatch(/PROBLEM +migrations +.*needs Tocsin 99\.1\.0 or newer/)
  expect(examined.out).not.toContain('services')
  await close()
})

test('a lost admin is replaced by a link', async () => {
  const { on } = await onPostgres()
  const reset = await on('admin reset boss@example.com --create', { TOCSIN_URL: 'https://tocsin.example.com' })
  expect(reset).toMatchObject({ exitCode: EXIT.ok })
  expect(reset.out).toMatch(/https:\/\/tocsin\.example\.com\/set-password\?token=\S{40,}/)
  expect(await on('admin reset nobody')).toMatchObject({ exitCode: EXIT.refused })
})

test('the commands that need a server walk an incident through its life, and a file goes to it by its address', async () => {
  const { url } = await onPostgres()
  const server = await withSecrets(() => serve(readServeOptions(join(folder, 'data'), EXAMPLE, { DATABASE_URL: url })))
  try {
    const at = (line: string, environment = {}) => run(`${line} --server ${server.url}`, { ...KEY, ...environment })
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
    const queried = await at('incident list --query status:closed,open --order -updated_at --json')
    expect(JSON.parse(queried.out).items).toMatchObject([{ id }])
    expect((await at('incident list --query service:paymnt-api')).err).toContain('Did you mean “payment-api”?')
    expect(await at('incident list --query stauts:open')).toMatchObject({
      exitCode: EXIT.usage,
      err: expect.stringContaining('Did you mean “status”?'),
    })
    expect((await at(`incident show ${id}`)).out).toContain('closed it: done')

    const applied = await at(`apply -f ${EXAMPLE}`, SECRETS)
    expect(applied).toMatchObject({ exitCode: EXIT.ok, out: expect.stringContaining('Nothing to change') })
    const shown = await at('schedule show payments-primary --from 2026-01-06T00:00:00Z --to 2026-01-20T00:00:00Z')
    expect(shown.out).toMatch(/2026-01-06 00:00Z +2026-01-20 00:00Z +Ana/)
    const why = await at('schedule why payments-primary --at 2099-01-06T00:00:00Z')
    expect(why).toMatchObject({ exitCode: EXIT.ok })
    expect(why.out).toMatch(
      /^Payments primary, at 2099-01-06 00:00Z, calculated from the versions:\nON CALL +BY\nAna +layer 1\nLayers: the first ones, written by apply at /,
    )
    const asJson = JSON.parse((await at('schedule why payments-primary --json')).out)
    expect(asJson).toMatchObject({ people: [{ user: { name: 'Ana' }, layer: 0 }], overrides: [], temporary: null })
    expect(await at('schedule why payment-primary')).toMatchObject({ exitCode: EXIT.refused })
    expect(await at('schedule why payments-primary --at yesterday')).toMatchObject({ exitCode: EXIT.usage })
    const edited = join(folder, 'edited.yaml')
    writeFileSync(edited, EDITED)
    const preview = 'schedule preview payments-primary --from 2099-01-05T00:00:00Z --to 2099-01-19T00:00:00Z'
    const { exitCode, out } = await at(`${preview} -f ${edited}`)
    expect(exitCode).toBe(EXIT.ok)
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['FROM', 'UNTIL', 'NOW', 'THEN'],
      ['2099-01-05 00:00Z', '2099-01-12 09:00Z', 'Ana', 'nobody'],
      [''],
      ['Nobody would be on call from 2099-01-05 00:00Z to 2099-01-12 09:00Z.'],
      [''],
    ])
    writeFileSync(edited, `version: 1\nusers:\n  - { email: ben@example.com, name: Ben, zone: UTC }\n`)
    expect(await at(`apply -f ${edited}`)).toMatchObject({ exitCode: EXIT.ok })
    writeFileSync(edited, EDITED.replace('1 week', '2 weeks').replace('[]', 'ben@example.com'))
    expect(await at(`${preview} -f ${edited}`)).toMatchObject({
      exitCode: EXIT.refused,
      out: expect.stringMatching(/^FROM/),
      err: expect.stringMatching(
        /refused:\nBen would be on call for 14 days in a row, from 2099-01-05 09:00Z to 2099-01-19 09:00Z\. Ana could take 2099-01-12 09:00Z to/,
      ),
    })
    expect((await at(`schedule preview payments -f ${edited}`)).err).toContain('has no schedule "payments"')
    expect((await at(`schedule preview payments-primary -f ${EXAMPLE}`)).out).toBe(
      'Nobody’s time on call would change.\n',
    )
    expect(await at('on-call', { TOCSIN_KEY: 'wrong' })).toMatchObject({ exitCode: EXIT.refused })
    expect(await at(`apply -f ${EXAMPLE}`)).toMatchObject({
      exitCode: EXIT.usage,
      err: expect.stringContaining('the variable ANA_PASSWORD is not set'),
    })
  } finally {
    await server.close()
  }
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
    'schedule',
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
