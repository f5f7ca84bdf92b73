// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how the file names variables.
import { readFileSync } from 'node:fs'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { beforeEach, expect, test } from 'vitest'
import { teamKind } from '../../../people/team-configuration.ts'
import { hashPassword, verifyPassword } from '../../auth/password-hash.ts'
import { hashSecret } from '../../auth/secret-hash.ts'
import type { Database } from '../../database/open-database.ts'
import { describeOnEachEngine } from '../../database/testing/database-harness.ts'
import { systemClock } from '../../ports/clock.ts'
import { createIds } from '../../ports/ids.ts'
import { createSecrets } from '../../secrets/sealed-box.ts'
import { loadDirectory } from '../../store/sql/directory.queries.ts'
import { changeConfiguration, FILE_ACTOR } from '../change-configuration.ts'
import { type ApplyOutcome, applyFile } from './apply-file.ts'
import { formatProblem } from './file-problem.ts'
import { formatPlan } from './format-plan.ts'

const EXAMPLE = readFileSync(new URL('../../../../../../docs/examples/tocsin.yaml', import.meta.url), 'utf8')
const SECRETS = {
  ANA_PASSWORD: 'correct horse battery',
  AM_KEY: 'am-key-0123456789',
  PD_KEY: 'pd-key-0123456789',
  JSON_KEY: 'json-key-0123456789',
  BEAT_KEY: 'beat-key-0123456789',
  CI_KEY: 'ci-key-0123456789',
}
const AT = Date.parse('2026-01-06T00:00:00Z') as Instant
const CHEAP = { ln: 4, r: 1, p: 1 }

const ids = createIds(systemClock)
const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids)

describeOnEachEngine('applying a configuration file', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
  })

  function apply(
    text: string,
    { prune = false, isPlanOnly = false, environment = SECRETS as Record<string, string>, key = secrets } = {},
  ): Promise<ApplyOutcome> {
    return applyFile(
      { db: database.kysely, secrets: key, ids, hashPassword: (password) => hashPassword(password, ids, CHEAP) },
      { name: 'tocsin.yaml', text, environment },
      { actor: FILE_ACTOR, at: AT, prune, isPlanOnly },
    )
  }

  async function changesOf(outcome: Promise<ApplyOutcome>) {
    const result = await outcome
    assert('changes' in result, JSON.stringify(result))
    return result.changes
  }

  async function problemsOf(outcome: Promise<ApplyOutcome>) {
    const result = await outcome
    return 'problems' in result ? result.problems.map(formatProblem) : []
  }

  async function actions(outcome: Promise<ApplyOutcome>) {
    return (await changesOf(outcome)).map(({ action, kind, name }) => `${action} ${kind} ${name}`)
  }

  test('the complete example becomes a configuration that decisions can be made with', async () => {
    await changesOf(apply(EXAMPLE))
    const directory = await loadDirectory(database.kysely)
    const [ana] = [...directory.users.values()]
    assert(ana, 'Ana is there')
    expect(ana).toMatchObject({ email: 'ana@example.com', role: 'admin', zone: 'Asia/Tokyo', isActive: true })
    expect(ana.contacts).toEqual([
      { id: 'mail', channel: 'email', to: 'ana@example.com', isVerified: true },
      { id: 'hook', channel: 'webhook', to: 'http://127.0.0.1:9099/ana', isVerified: true },
    ])
    expect(ana.rules.map(({ urgency, contact }) => `${urgency} ${contact}`)).toEqual([
      'high mail',
      'high hook',
      'low mail',
    ])
    const [schedule] = [...directory.schedules.values()]
    assert(schedule, 'the schedule is there')
    expect(calcOnCall(directory, schedule, AT).people.map(({ user }) => user)).toEqual([ana.id])
    expect([...directory.policies.values()][0]).toMatchObject({
      version: 1,
      repeat: 2,
      repeatAfterMs: 300_000,
      steps: [
        { afterMs: 0, targets: [{ kind: 'schedule', id: 'payments-primary' }] },
        { afterMs: 300_000, targets: [{ kind: 'user', id: ana.id }] },
      ],
    })
    expect([...directory.sources.keys()].sort()).toEqual(['am', 'backup', 'json', 'pd'])
  })

  test('secrets are stored sealed or hashed, and in the history not at all', async () => {
    await changesOf(apply(EXAMPLE))
    const source = await database.kysely
      .selectFrom('sources')
      .selectAll()
      .where('id', '=', 'am')
      .executeTakeFirstOrThrow()
    expect(source.key_hash).toBe(hashSecret(SECRETS.AM_KEY))
    expect(secrets.unseal(source.key_sealed)).toBe(SECRETS.AM_KEY)
    const channel = await database.kysely.selectFrom('channels').selectAll().executeTakeFirstOrThrow()
    expect(JSON.parse(secrets.unseal(channel.config_sealed))).toEqual({
      url: 'smtp://127.0.0.1:2525',
      from: 'tocsin@example.com',
    })
    const history = await database.kysely.selectFrom('config_history').selectAll().execute()
    expect(history).toHaveLength(11)
    for (const secret of [...Object.values(SECRETS), 's3cret', 'v1.']) {
      expect(JSON.stringify(history)).not.toContain(secret)
    }
    const { hash } = await database.kysely.selectFrom('passwords').selectAll().executeTakeFirstOrThrow()
    expect(await verifyPassword(SECRETS.ANA_PASSWORD, hash)).toBe(true)
  })

  test('applying it again plans nothing and leaves the version as it is', async () => {
    await changesOf(apply(EXAMPLE))
    const before = await loadDirectory(database.kysely)
    expect(await changesOf(apply(EXAMPLE, { isPlanOnly: true }))).toEqual([])
    expect(await changesOf(apply(EXAMPLE))).toEqual([])
    expect(await loadDirectory(database.kysely)).toEqual(before)
  })

  test('hours of a rule are read by the week, applied once, and taken away again', async () => {
    const withRule = (rule: string) => EXAMPLE.replace(/^( +)- \{ urgency: high, .*contact: mail.*\}$/m, `$1- ${rule}`)
    const hours = '[{ days: [Mon, Tue], from: "09:00", to: "18:00" }]'
    const text = withRule(`{ urgency: high, after: 0m, contact: mail, hours: ${hours} }`)
    expect(text).not.toBe(EXAMPLE)
    const rule = async () => [...(await loadDirectory(database.kysely)).users.values()][0]?.rules[0]
    await changesOf(apply(text))
    expect(await rule()).toMatchObject({
      hours: [
        { weekday: 1, from: '09:00', to: '18:00' },
        { weekday: 2, from: '09:00', to: '18:00' },
      ],
    })
    expect(await changesOf(apply(text))).toEqual([])
    await changesOf(apply(withRule('{ urgency: high, after: 0m, contact: mail, hours: [] }')))
    expect(await rule()).not.toHaveProperty('hours')
    const wrong = withRule('{ urgency: high, after: 0m, contact: mail, hours: [{ days: [], from: "9", to: "18:00" }] }')
    expect((await problemsOf(apply(wrong))).join()).toContain('users[0].rules[0].hours[0].days')
  })

  test('a plan shows what it would do and does nothing', async () => {
    const changes = await changesOf(apply(EXAMPLE, { isPlanOnly: true }))
    const text = formatPlan(changes, { isDone: false })
    expect(text).toContain('+ source am\n')
    expect(text).toContain('    key: (secret)\n')
    expect(text).toContain('11 to create.')
    for (const secret of [...Object.values(SECRETS), 's3cret']) expect(text).not.toContain(secret)
    expect((await loadDirectory(database.kysely)).users.size).toBe(0)
  })

  test('an update shows the fields that differ, secrets without their text', async () => {
    await changesOf(apply(EXAMPLE))
    const changed = EXAMPLE.replace('{ after: 5m, page', '{ after: 10m, page').replace(
      'group_by: [alertname]',
      'group_by: [alertname, job]',
    )
    const changes = await changesOf(apply(changed, { environment: { ...SECRETS, AM_KEY: 'am-key-9876543210' } }))
    expect(formatPlan(changes, { isDone: true })).toBe(
      [
        '~ policy payments',
        '    steps[1].after: 5m → 10m',
        '~ source am',
        '    key: (secret, changed)',
        '    group_by: [alertname] → [alertname, job]',
        '',
        '2 updated.',
        '',
      ].join('\n'),
    )
    expect((await loadDirectory(database.kysely)).policies.values().next().value?.version).toBe(2)
  })

  test('things that the file no longer names stay until it is pruned, and people are deactivated then', async () => {
    await changesOf(apply(EXAMPLE))
    const bare = 'version: 1\n'
    expect(await actions(apply(bare))).toEqual([])
    expect(await actions(apply(bare, { prune: true }))).toEqual([
      'deactivate user ana@example.com',
      'delete channel email',
      'delete api_key ci',
      'delete source am',
      'delete source backup',
      'delete source json',
      'delete source pd',
      'delete service payment-api',
      'delete policy payments',
      'delete schedule payments-primary',
      'delete team payments',
    ])
    expect(await actions(apply(bare, { prune: true }))).toEqual([])
    expect(await actions(apply(EXAMPLE))).toContain('update user ana@example.com')
    expect([...(await loadDirectory(database.kysely)).users.values()]).toMatchObject([{ isActive: true }])
  })

  test('what was made in the console is not pruned, and what it needs is not either', async () => {
    await changesOf(apply(EXAMPLE))
    await database.kysely
      .insertInto('services')
      .values({
        id: 'shop',
        name: 'Shop',
        description: '',
        team_id: null,
        policy_id: 'payments',
        is_active: true,
        owned_by: 'app',
      })
      .execute()
    expect(await problemsOf(apply('version: 1\n', { prune: true }))).toEqual([
      'tocsin.yaml:1:1: the policy payments is still used by service shop.',
    ])
    expect((await loadDirectory(database.kysely)).policies.size).toBe(1)
  })

  test('the file takes over what it names, and says so', async () => {
    await database.kysely
      .insertInto('teams')
      .values({ id: 'payments', name: 'Payments', members: [], owned_by: 'app' })
      .execute()
    expect(
      formatPlan(await changesOf(apply('version: 1\nteams: [{ id: payments, name: Payments }]\n')), { isDone: true }),
    ).toBe('~ team payments\n    owned_by: app → file\n\n1 updated.\n')
  })

  test('a password is set when the person is created and never again', async () => {
    await changesOf(apply(EXAMPLE))
    const before = await database.kysely.selectFrom('passwords').selectAll().execute()
    expect(await changesOf(apply(EXAMPLE, { environment: { ...SECRETS, ANA_PASSWORD: 'another password' } }))).toEqual(
      [],
    )
    expect(await database.kysely.selectFrom('passwords').selectAll().execute()).toEqual(before)
  })

  test('a person is known by the mail address in any case, and keeps what the file does not say', async () => {
    await changesOf(apply(EXAMPLE))
    const text = 'version: 1\nusers: [{ email: ANA@example.com, role: manager }]\n'
    expect(await changesOf(apply(text))).toMatchObject([
      { fields: [{ path: 'role', before: 'admin', after: 'manager' }] },
    ])
    expect([...(await loadDirectory(database.kysely)).users.values()]).toMatchObject([
      { email: 'ana@example.com', role: 'manager', zone: 'Asia/Tokyo', contacts: [{ id: 'mail' }, { id: 'hook' }] },
    ])
  })

  test('a new person without contacts is reached by mail', async () => {
    await changesOf(apply('version: 1\nusers: [{ email: bob@example.com }]\n'))
    expect([...(await loadDirectory(database.kysely)).users.values()]).toMatchObject([
      {
        name: 'bob',
        role: 'responder',
        zone: 'UTC',
        contacts: [{ id: 'mail', to: 'bob@example.com', isVerified: true }],
      },
    ])
  })

  test('references to nothing are all named, with the nearest that exists', async () => {
    const text = EXAMPLE.replace('members: [ana@', 'members: [anna@')
      .replace('page: [{ schedule: payments-primary', 'page: [{ schedule: payment-primary')
      .replace('team: payments, policy: payments', 'team: paymnts, policy: paiments')
      .replace('contact: hook', 'contact: hok')
      .replace(
        'id: am, system: alertmanager, key: ${AM_KEY}, service: payment-api',
        'id: am, system: alertmanager, key: ${AM_KEY}, service: payments-api',
      )
    expect(await problemsOf(apply(text))).toEqual([
      'tocsin.yaml:15:46: users[0].rules[1].contact: this person has no contact "hok". Did you mean "hook"?',
      'tocsin.yaml:18:47: teams[0].members[0]: there is no user "anna@example.com". Did you mean "ana@example.com"?',
      'tocsin.yaml:29:41: policies[0].steps[0].page[0].schedule: there is no schedule "payment-primary". Did you mean "payments-primary"?',
      'tocsin.yaml:32:49: services[0].team: there is no team "paymnts". Did you mean "payments"?',
      'tocsin.yaml:32:66: services[0].policy: there is no policy "paiments". Did you mean "payments"?',
      'tocsin.yaml:34:62: sources[0].service: there is no service "payments-api". Did you mean "payment-api"?',
    ])
    expect((await loadDirectory(database.kysely)).users.size).toBe(0)
  })

  test('variables, fields and references that are wrong are named together, each at its place', async () => {
    const { AM_KEY: _, ...others } = SECRETS
    const text = EXAMPLE.replace('members: [ana@', 'members: [anna@')
      .replace('{ id: pd, system: pagerduty-events', '{ id: pd, systm: pagerduty-events')
      .replace(
        'id: backup, system: heartbeat, key: ${BEAT_KEY}, service: payment-api',
        'id: backup, system: heartbeat, key: ${BEAT_KEY}, service: payment',
      )
    const problems = await problemsOf(apply(text, { environment: others }))
    expect(problems.map((each) => each.replace(/^tocsin\.yaml:(\d+):\d+: /, '$1 '))).toEqual([
      expect.stringMatching(/^18 teams\[0\]\.members\[0\]: there is no user "anna@example.com"/),
      expect.stringMatching(/^34 sources\[0\]\.key: the variable AM_KEY is not set/),
      expect.stringMatching(/^35 sources\[1\]\.system: is missing/),
      expect.stringMatching(/^35 sources\[1\]\.systm: is no field here/),
      expect.stringMatching(/^37 sources\[3\]\.service: there is no service "payment"/),
    ])
    expect((await loadDirectory(database.kysely)).users.size).toBe(0)
  })

  test('what names an entry that is wrong itself is not called wrong for that', async () => {
    const text = EXAMPLE.replace('{ id: payments, name: Payments, members', '{ id: payments, nam: Payments, members')
    expect(await problemsOf(apply(text))).toEqual([expect.stringContaining('teams[0].nam: is no field here')])
  })

  test('what a system does not have, or needs, is told', async () => {
    const text = [
      'version: 1',
      'sources:',
      '  - { id: a, system: alertmanager, key: key-0123456789-a, every: 1h }',
      '  - { id: b, system: heartbeat, key: key-0123456789-b }',
      '  - { id: c, system: json, key: key-0123456789-c, map: { titel: body.title, title: "body." } }',
      '  - { id: d, system: json, key: key-0123456789-d, group_window: 1h }',
    ].join('\n')
    const problems = await problemsOf(apply(text))
    expect(problems.map((problem) => problem.replace(/^tocsin.yaml:/, ''))).toEqual([
      expect.stringMatching(/^3:66: sources\[0\]\.every: is only for sources of the system heartbeat\.$/),
      expect.stringMatching(/^4:5: sources\[1\]\.every: is missing: how often it beats/),
      expect.stringMatching(/^5:\d+: sources\[2\]\.map\.titel: unknown field/),
      expect.stringMatching(/^5:\d+: sources\[2\]\.map\.title: .*\(in the expression at 1:\d+\)/),
      expect.stringMatching(/^6:\d+: sources\[3\]\.group_window: needs group_by.*own\.$/),
    ])
  })

  test('a key that another source has is refused', async () => {
    await changesOf(apply(EXAMPLE))
    const text = `version: 1\nsources:\n  - { id: other, system: json, key: ${SECRETS.AM_KEY} }\n`
    expect(await problemsOf(apply(text))).toEqual([
      'tocsin.yaml:3:37: sources[0].key: is the key of the source am already.',
    ])
  })

  test('a source without a key gets one that stays', async () => {
    const text = 'version: 1\nsources: [{ id: a, system: json }]\n'
    await changesOf(apply(text))
    const { key_sealed } = await database.kysely.selectFrom('sources').selectAll().executeTakeFirstOrThrow()
    expect(secrets.unseal(key_sealed)).toMatch(/^[0-9a-f]{32}$/)
    expect(await changesOf(apply(text))).toEqual([])
  })

  test('after the key was lost the file writes its secrets anew', async () => {
    await changesOf(apply(EXAMPLE))
    const other = createSecrets({ current: Buffer.alloc(32, 8), older: [] }, ids)
    expect(await actions(apply(EXAMPLE, { key: other }))).toEqual([
      'update user ana@example.com',
      'update source am',
      'update source pd',
      'update source json',
      'update source backup',
      'update channel email',
    ])
    expect(await actions(apply(EXAMPLE, { key: other }))).toEqual([])
  })

  test('after a rotation of the key what the older one sealed is sealed again', async () => {
    await changesOf(apply(EXAMPLE))
    const rotated = createSecrets({ current: Buffer.alloc(32, 8), older: [Buffer.alloc(32, 7)] }, ids)
    expect(await actions(apply(EXAMPLE, { key: rotated }))).toContain('update source am')
    const { key_sealed } = await database.kysely
      .selectFrom('sources')
      .selectAll()
      .where('id', '=', 'am')
      .executeTakeFirstOrThrow()
    expect(rotated.isOutdated(key_sealed)).toBe(false)
  })

  test('overrides of a schedule survive', async () => {
    await changesOf(apply(EXAMPLE))
    const overrides = [{ id: 'o', mode: 'remove', startsAt: AT, endsAt: AT + 1 }]
    await database.kysely
      .updateTable('schedules')
      .set({ overrides: JSON.stringify(overrides) })
      .execute()
    await changesOf(apply(EXAMPLE.replace('name: Payments primary', 'name: First')))
    expect([...(await loadDirectory(database.kysely)).schedules.values()]).toMatchObject([{ name: 'First', overrides }])
  })

  test('settings are set, and others follow their defaults', async () => {
    const text = 'version: 1\nsettings: { reopen_window: 2h, high_urgency: [P1] }\n'
    expect(await actions(apply(text))).toEqual(['create setting high_urgency', 'create setting reopen_window'])
    expect(await changesOf(apply(text))).toEqual([])
    expect((await loadDirectory(database.kysely)).settings).toMatchObject({
      reopenWindowMs: 7_200_000,
      highUrgency: ['P1'],
      repeatAfterMs: 300_000,
    })
  })

  test('secrets that could be guessed are warned of', async () => {
    const text =
      'version: 1\nusers: [{ email: a@example.com, password: short }]\nsources: [{ id: a, system: json, key: abcd }]\n'
    const { warnings } = await apply(text)
    expect(warnings.map(formatProblem)).toEqual([
      'tocsin.yaml:2:43: users[0].password: has fewer than 10 characters and could be guessed.',
      'tocsin.yaml:3:39: sources[0].key: has fewer than 16 characters and could be guessed.',
    ])
  })

  test('two that apply at once end with one configuration', async () => {
    const outcomes = await Promise.all([changesOf(apply(EXAMPLE)), changesOf(apply(EXAMPLE))])
    expect(outcomes.map((changes) => changes.length).sort((a, b) => a - b)).toEqual([0, 11])
  })

  test('nobody but the file changes what the file owns', async () => {
    await changesOf(apply(EXAMPLE))
    const actor = { kind: 'key', name: 'ci' } as const
    const outcome = await changeConfiguration(database.kysely, { actor, at: AT }, async (editor) => {
      await editor.put(teamKind, { id: 'other', name: 'Other', members: [], minimum: null, owned_by: 'app' })
      await editor.drop(teamKind, 'payments')
    })
    expect(outcome).toEqual({
      rejected: { code: 'owned_by_file', facts: { kind: 'team', id: 'payments' } },
      problems: [],
    })
    expect([...(await loadDirectory(database.kysely)).teams.keys()]).toEqual(['payments'])
  })
})
