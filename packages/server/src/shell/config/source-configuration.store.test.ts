// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how the file names variables.
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSealedConfiguration } from '../app/sealed-configuration.ts'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from '../secrets/sealed-box.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { resealSecrets } from '../secrets/stored-secrets.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { type Caller, startConfigurationServer } from './testing/configuration-server.ts'

const SECRET = 'what-the-sender-signs-with'

describeOnEachEngine('secrets and settings of sources', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    admin = server.as('admin')
  })
  afterEach(() => server.app.close())

  const sealed = async () =>
    (await database.kysely.selectFrom('sources').select(['secret_sealed']).executeTakeFirstOrThrow()).secret_sealed
  const applied = async (source: string, variables = {}) =>
    (await admin.post('/configuration/apply', { file: `version: 1\nsources:\n  - ${source}\n`, variables })).body

  test('a secret is written and never shown; it stays until it is taken away', async () => {
    const created = await admin.post('/sources', { id: 'hook', system: 'json', secret: SECRET })
    expect(created.body).toMatchObject({ has_secret: true })
    const stored = await sealed()
    expect(stored).not.toBeNull()
    expect(stored).not.toContain(SECRET)
    const kept = await admin.put('/sources/hook', { system: 'json', name: 'Other' })
    expect(kept.body).toMatchObject({ name: 'Other', has_secret: true })
    expect(await sealed()).toBe(stored)
    const shown = await Promise.all(
      ['/sources', '/sources/hook', '/sources/hook/guide', '/configuration/history'].map((path) => admin.get(path)),
    )
    expect(JSON.stringify(shown)).not.toContain(SECRET)
    expect((await admin.put('/sources/hook', { system: 'json', secret: null })).body).toMatchObject({
      has_secret: false,
    })
    expect(await sealed()).toBeNull()
  })

  test('the doors hold the secret, and know when they cannot read it; another key seals it anew', async () => {
    await admin.post('/sources', { id: 'hook', system: 'json', secret: SECRET })
    await admin.post('/sources', { id: 'open', system: 'json' })
    const secretOf = async (secrets: Secrets, id: string) =>
      (await loadSealedConfiguration(database.kysely, secrets, 1)).sourceSecret(id as SourceId)
    expect(await secretOf(server.secrets, 'hook')).toEqual({ text: SECRET })
    expect(await secretOf(server.secrets, 'open')).toBe('none')
    const former = Buffer.alloc(32, 7)
    const ids = createIds(systemClock)
    const lost = createSecrets({ current: Buffer.alloc(32, 8), older: [] }, ids)
    expect(await secretOf(lost, 'hook')).toBe('unreadable')
    const renewed = createSecrets({ current: Buffer.alloc(32, 8), older: [former] }, ids)
    await resealSecrets(database.kysely, renewed)
    expect(await secretOf(lost, 'hook')).toEqual({ text: SECRET })
  })

  test('a system whose senders prove nothing takes no secret', async () => {
    const answer = await admin.post('/sources', { id: 'beat', system: 'heartbeat', every: '1h', secret: SECRET })
    expect(answer.status).toBe(400)
    expect(answer.body.error.details).toMatchObject([
      { field: 'secret', problem: expect.stringContaining('heartbeat') },
    ])
  })

  test('settings are those of the system, and the directory holds them', async () => {
    const created = await admin.post('/sources', { id: 'hook', system: 'json', options: { layer: 'business' } })
    expect(created.body).toMatchObject({ options: { layer: 'business' } })
    expect([...(await loadDirectory(database.kysely)).sources.values()]).toMatchObject([
      { options: { layer: 'business' } },
    ])
    const wrong = await admin.post('/sources', { id: 'b', system: 'json', options: { layer: 'cellar', topics: [] } })
    expect(wrong.body.error.details).toMatchObject([
      { field: 'options.layer', problem: 'expected one of infrastructure, application, business' },
      { field: 'options.topics', problem: expect.stringContaining('There are layer') },
    ])
  })

  test('a file says both, with the place of what is wrong', async () => {
    const good = '{ id: hook, system: json, secret: "${HOOK_SECRET}", options: { layer: application } }'
    const first = await applied(good, { HOOK_SECRET: SECRET })
    expect(first).toMatchObject({ is_applied: true, problems: [] })
    expect(JSON.stringify(first)).not.toContain(SECRET)
    expect(await applied(good, { HOOK_SECRET: SECRET })).toMatchObject({ changes: [] })
    const wrong = await applied('{ id: hook, system: heartbeat, every: 1h, secret: abc, options: { laier: x } }')
    expect(wrong.problems).toMatchObject([
      { line: 3, path: 'sources[0].secret', problem: expect.stringContaining('is not for sources') },
      { line: 3, column: expect.any(Number), path: 'sources[0].options.laier' },
    ])
    // A file is all there is: a line that goes takes the secret with it.
    expect(await applied('{ id: hook, system: json }')).toMatchObject({ is_applied: true })
    expect(await sealed()).toBeNull()
  })

  test('what may be set of each system is told, so that a form can be made of it', async () => {
    const { items } = (await server.as('viewer').get('/source-systems')).body
    const of = (wanted: string) => items.find(({ system }: { system: string }) => system === wanted)
    expect(of('heartbeat')).toMatchObject({ takes_secret: false, options: [{ name: 'layer', kind: 'choice' }] })
    expect(of('aws-cloudwatch')).toEqual({
      system: 'aws-cloudwatch',
      takes_secret: true,
      options: [
        { name: 'layer', kind: 'choice', choices: ['infrastructure', 'application', 'business'] },
        { name: 'topic_arns', kind: 'list', choices: [] },
        { name: 'require_signature', kind: 'switch', choices: [] },
        { name: 'insufficient_data', kind: 'choice', choices: ['fire', 'resolve', 'ignore'] },
      ],
    })
    expect(of('grafana').options.map(({ kind }: { kind: string }) => kind)).toEqual(['choice', 'text', 'text'])
  })

  test('the guide holds the source’s own address, for those who may see it', async () => {
    await admin.post('/sources', { id: 'hook', system: 'json' })
    const { addresses } = (await admin.get('/sources/hook/address')).body
    const { parts } = (await admin.get('/sources/hook/guide')).body
    expect(parts.map(({ name }: { name: string }) => name)).toEqual(['curl', 'curlResolve'])
    for (const { text } of parts) expect(text).toContain(addresses[0])
    expect(await server.as('responder').get('/sources/hook/guide')).toMatchObject({ code: 'forbidden' })
    expect(await admin.get('/sources/none/guide')).toMatchObject({ code: 'not_found' })
  })
})
