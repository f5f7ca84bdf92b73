import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { type Caller, startConfigurationServer } from './testing/configuration-server.ts'

describeOnEachEngine('templates', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    admin = server.as('admin')
  })
  afterEach(() => server.app.close())

  const words = { id: 'sms-en', body: '{{ incident.id }}: {{ incident.title }}' }

  test('one is written, words pages from then on, and is taken back', async () => {
    expect((await admin.post('/message-templates', words)).status).toBe(201)
    expect((await admin.get('/message-templates')).body.items).toMatchObject([{ ...words, owned_by: 'app' }])
    expect((await loadDirectory(database.kysely)).templates?.get('sms-en')).toEqual(words)
    await admin.put('/message-templates/sms-en', { body: 'Look at {{ links.open }}' })
    expect((await admin.get('/message-templates/sms-en')).body.body).toBe('Look at {{ links.open }}')
    expect((await admin.delete('/message-templates/sms-en')).status).toBe(204)
    expect((await loadDirectory(database.kysely)).templates?.size).toBe(0)
  })

  test('what is wrong is refused with its field, line and column', async () => {
    const refused = await admin.post('/message-templates', {
      id: 'mail-en',
      subject: '{{ title }}',
      body: 'a\n{% if x',
    })
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(refused.body.error.details).toEqual([
      { field: 'subject', problem: expect.stringMatching(/there is no title; .*1:4\)$/) },
      { field: 'body', problem: expect.stringMatching(/not closed .*2:1\)$/) },
    ])
    expect(await admin.post('/message-templates', { ...words, subject: 'x' })).toMatchObject({
      code: 'invalid_request',
    })
    expect(await admin.post('/message-templates', { id: 'fax-en', body: 'x' })).toMatchObject({
      code: 'invalid_request',
    })
  })

  test('only admins write them', async () => {
    expect(await server.as('manager').post('/message-templates', words)).toMatchObject({ code: 'forbidden' })
  })

  test('the file has them, says where one is wrong, and takes them back with what it no longer names', async () => {
    const apply = (templates: string) =>
      admin.post('/configuration/apply', { file: `version: 1\n${templates}`, prune: true })
    const wrong = await apply('templates:\n  - id: sms-ja\n    body: "{{ incident.name }}"\n')
    expect(wrong.body).toMatchObject({
      is_applied: false,
      problems: [{ line: 4, path: 'templates[0].body', problem: expect.stringContaining('there is no incident.name') }],
    })
    await apply('templates:\n  - id: sms-ja\n    body: "{{ incident.title }}"\n')
    expect((await admin.get('/message-templates/sms-ja')).body).toMatchObject({ owned_by: 'file' })
    expect(await admin.delete('/message-templates/sms-ja')).toMatchObject({ code: 'owned_by_file' })
    await apply('')
    expect((await admin.get('/message-templates')).body.items).toEqual([])
  })
})
