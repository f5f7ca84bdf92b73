import { expect, test } from 'vitest'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { startConfigurationServer } from './testing/configuration-server.ts'

const QUIET = { id: 'quiet', when: 'severity == "low"', do: { record_only: 'nothing to do about it' } }

describeOnEngine('embedded', 'event rules by API', (open) => {
  const begin = async () => {
    const database = await open()
    const server = await startConfigurationServer(database)
    const manager = server.as('manager')
    const ids = async (): Promise<string[]> =>
      (await manager.get('/event-rules')).body.items.map(({ id }: { id: string }) => id)
    return {
      database,
      server,
      manager,
      ids,
      order: async () => (await loadDirectory(database.kysely)).eventRules.map(({ id }) => id),
    }
  }

  test('a rule is made, shown, replaced and deleted, and decisions know it', async () => {
    const { manager, database } = await begin()
    const made = await manager.post('/event-rules', { ...QUIET, zone: 'Asia/Tokyo', stop: true })
    expect([made.status, made.body]).toEqual([
      201,
      {
        ...{ id: 'quiet', name: 'quiet', position: 1_024, when: 'severity == "low"', zone: 'Asia/Tokyo', stop: true },
        ...{ do: { record_only: 'nothing to do about it' }, active: true, matched_24h: 0, failed_24h: 0 },
        ...{ owned_by: 'app', version: expect.any(Number) },
      },
    ])
    expect((await loadDirectory(database.kysely)).eventRules).toEqual([
      {
        ...{
          id: 'quiet',
          name: 'quiet',
          isActive: true,
          condition: 'severity == "low"',
          zone: 'Asia/Tokyo',
          stops: true,
        },
        actions: { recordOnly: 'nothing to do about it' },
      },
    ])
    const etag = String(made.headers.etag)
    const replaced = await manager.put('/event-rules/quiet', { do: { title: '{{ labels.a }}' } }, { 'if-match': etag })
    expect(replaced.body).toMatchObject({ when: '', do: { title: '{{ labels.a }}' }, position: 1_024 })
    expect((await manager.put('/event-rules/quiet', { stop: true }, { 'if-match': etag })).code).toBe(
      'version_conflict',
    )
    expect((await manager.delete('/event-rules/quiet')).status).toBe(204)
    expect((await manager.get('/event-rules/quiet')).code).toBe('not_found')
  })

  test('what is wrong with a rule is told with its place, and all of it at once', async () => {
    const { manager } = await begin()
    const wrong = {
      ...{ id: 'wrong', when: 'severity == "low" &&\n nope' },
      do: { title: '{{ x }}', service: 'gone', team: 'gone', suppress: 'a', record_only: 'b' },
    }
    const { status, body } = await manager.post('/event-rules', wrong)
    expect(status).toBe(400)
    expect(
      body.error.details.map(({ field, problem }: { field: string; problem: string }) => `${field} ${problem}`),
    ).toEqual([
      'do.service there is no service "gone". There is none so far.',
      'do.team there is no team "gone". There is none so far.',
      'do.record_only cannot stand beside suppress: choose one of them.',
      'when Unknown variable: nope (in the expression at 2:2)',
      'do.title Unknown variable: x (in the expression at 1:4)',
    ])
    const idle = await manager.post('/event-rules', { id: 'idle' })
    expect(idle.body.error.details[0]).toMatchObject({ field: 'do', problem: expect.stringContaining('nothing to do') })
  })

  test('rules are asked in their order, which a move changes at the cost of one rule', async () => {
    const { manager, order, ids } = await begin()
    for (const id of ['a', 'b', 'c']) await manager.post('/event-rules', { ...QUIET, id })
    expect(await order()).toEqual(['a', 'b', 'c'])
    const { body } = await manager.post('/event-rules/c/move', { before: 'b' })
    expect(body.position).toBe(1_536)
    expect(await order()).toEqual(['a', 'c', 'b'])
    await manager.post('/event-rules/a/move', { before: null })
    expect(await ids()).toEqual(['c', 'b', 'a'])
    expect((await manager.post('/event-rules/a/move', { before: 'nobody' })).body.error.details).toMatchObject([
      { field: 'before', problem: 'there is no event rule "nobody".' },
    ])
  })

  test('where there is no room between two rules all get new places', async () => {
    const { manager, order } = await begin()
    for (const id of ['a', 'b', 'c']) await manager.post('/event-rules', { ...QUIET, id })
    for (let times = 0; times < 12; times += 1) {
      await manager.post('/event-rules/c/move', { before: 'b' })
      await manager.post('/event-rules/b/move', { before: 'c' })
    }
    expect(await order()).toEqual(['a', 'b', 'c'])
  })

  test('a rule is switched off and on, and a copy follows it and is off', async () => {
    const { manager, order } = await begin()
    for (const id of ['a', 'b']) await manager.post('/event-rules', { ...QUIET, id })
    expect((await manager.post('/event-rules/a/disable')).body.active).toBe(false)
    expect((await manager.post('/event-rules/a/enable')).body.active).toBe(true)
    const copy = await manager.post('/event-rules/a/copy', {})
    expect([copy.status, copy.body]).toMatchObject([201, { id: 'a-2', name: 'a (2)', active: false }])
    expect((await manager.post('/event-rules/a-2/copy', { id: 'other', name: 'Other' })).body.name).toBe('Other')
    expect((await manager.post('/event-rules/a/copy', { id: 'b' })).code).toBe('already_exists')
    expect(await order()).toEqual(['a', 'a-2', 'other', 'b'])
    expect((await manager.post('/event-rules/a/copy', {})).body.id).toBe('a-3')
  })

  test('a change that builds on an old version is refused, also a move', async () => {
    const { manager } = await begin()
    const { headers } = await manager.post('/event-rules', QUIET)
    await manager.post('/event-rules/quiet/disable')
    const old = { 'if-match': String(headers.etag) }
    expect((await manager.post('/event-rules/quiet/move', { before: null }, old)).code).toBe('version_conflict')
  })

  test('rules of the file come first, in its order, and only the file changes them', async () => {
    const { server, manager, order } = await begin()
    await manager.post('/event-rules', { ...QUIET, id: 'mine' })
    const apply = (file: string, prune = false) => server.as('admin').post('/configuration/apply', { file, prune })
    const first =
      'version: 1\nrules:\n  - { id: one, stop: true }\n  - { id: two, when: "is_test", do: { suppress: "a test" } }\n'
    expect((await apply(first)).body).toMatchObject({ is_applied: true, changes: [{ kind: 'event_rule' }, {}] })
    expect(await order()).toEqual(['one', 'two', 'mine'])
    expect((await apply(first)).body.changes).toEqual([])
    const turned = await apply('version: 1\nrules:\n  - { id: two, stop: true }\n  - { id: one, stop: true }\n')
    expect(turned.body.changes.map(({ name }: { name: string }) => name)).toEqual(['two', 'one'])
    expect(await order()).toEqual(['two', 'one', 'mine'])
    for (const path of ['/event-rules/one/disable', '/event-rules/one/move']) {
      expect((await manager.post(path, path.endsWith('move') ? { before: null } : undefined)).code).toBe(
        'owned_by_file',
      )
    }
    expect((await manager.post('/event-rules/mine/move', { before: 'one' })).body.error.details[0].problem).toContain(
      'file',
    )
    expect((await manager.post('/event-rules/one/copy', {})).body).toMatchObject({ id: 'one-2', owned_by: 'app' })
    const wrong = await apply('version: 1\nrules:\n  - { id: x, when: "severity =", stop: true }\n')
    expect(wrong.body.problems).toMatchObject([{ line: 3, path: 'rules[0].when' }])
    await apply('version: 1\n', true)
    expect(await order()).toEqual(['mine', 'one-2'])
  })

  test('what a rule names cannot be deleted', async () => {
    const { manager } = await begin()
    await manager.post('/teams', { id: 'payments', members: [] })
    await manager.post('/services', { id: 'api' })
    await manager.post('/event-rules', { id: 'r', do: { service: 'api', team: 'payments' } })
    for (const path of ['/teams/payments', '/services/api']) {
      const { code, body } = await manager.delete(path)
      expect([code, body.error.details[0].problem]).toEqual(['still_used', 'is used by the event rule r'])
    }
  })

  test('people who may not change configuration see rules and change none', async () => {
    const { server } = await begin()
    expect((await server.as('viewer').get('/event-rules')).body).toEqual({ items: [], next: null })
    expect((await server.as('responder').post('/event-rules', QUIET)).code).toBe('forbidden')
  })
})
