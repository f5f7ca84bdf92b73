import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { expect, test } from 'vitest'
import { deleteUnusedAttachments } from '../../record/attachment.queries.ts'
import type { FeedEntry } from './live-feed.ts'
import { describeOnEachServer, describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(200_000, 7)])
const AS_PNG = { 'content-type': 'image/png' }

async function declare(server: TestServer, title = 'Checkout is slow'): Promise<string> {
  const { body } = await server
    .as('ana')
    .post('/incidents', { title, severity: 'high', scope: 'department', services: ['api'] })
  await settled(server.database)
  return body.id
}

describeOnEachServer('pictures in notes', (start) => {
  test('a picture comes back as it was sent, and as nothing but a picture', async () => {
    const server = await start()
    const id = await declare(server)
    const sent = await server.as('ana').post(`/incidents/${id}/attachments?name=gr%C3%A4ph.png`, PNG, AS_PNG)
    expect(sent).toMatchObject({ status: 201, body: { name: 'gräph.png', media_type: 'image/png', bytes: PNG.length } })
    const path = sent.body.path.replace('/api/v1', '')
    const { headers } = await server.asKey('viewer').get(path)
    expect(headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'content-length': String(PNG.length) },
      'content-disposition': "inline; filename*=UTF-8''gr%C3%A4ph.png",
      'content-security-policy': "default-src 'none'; sandbox",
    })
    const answer = await server.app.inject({ url: sent.body.path, headers: { authorization: 'Bearer person:ana' } })
    expect(answer.rawPayload.equals(PNG)).toBe(true)
  })

  test('what is no picture, too large, or not for one to add is refused', async () => {
    const server = await start()
    const id = await declare(server)
    const codeOf = async (who: 'ana' | 'viewer', body: Buffer, type = 'image/png', incident = id) => {
      const asker = who === 'ana' ? server.as('ana') : server.asKey('viewer')
      const answer = await asker.post(`/incidents/${incident}/attachments`, body, { 'content-type': type })
      return [answer.status, answer.body.error.code]
    }
    expect(await codeOf('ana', Buffer.from('<svg onload="alert(1)"/>'), 'image/svg+xml')).toEqual([
      415,
      'unsupported_attachment',
    ])
    expect(await codeOf('ana', Buffer.from('<html>'))).toEqual([415, 'unsupported_attachment'])
    expect(await codeOf('viewer', PNG)).toEqual([403, 'forbidden'])
    expect(await codeOf('ana', PNG, 'image/png', 'INC-2026-999999')).toEqual([404, 'not_found'])
    const large = Buffer.concat([PNG, Buffer.alloc(LIMITS.attachmentBytesMax)])
    expect(await codeOf('ana', large)).toEqual([413, 'body_too_large'])
    expect((await server.anyone.post(`/incidents/${id}/attachments`, PNG, AS_PNG)).status).toBe(401)
  })

  test('a picture is seen under its own incident alone', async () => {
    const server = await start()
    const [id, other] = [await declare(server), await declare(server, 'Another')]
    const { body } = await server.as('ana').post(`/incidents/${id}/attachments`, PNG, AS_PNG)
    expect((await server.as('ana').get(`/incidents/${other}/attachments/${body.id}`)).status).toBe(404)
    expect((await server.as('ana').get(`/incidents/${id}/attachments/nope`)).status).toBe(400)
    expect((await server.anyone.get(`/incidents/${id}/attachments/${body.id}`)).status).toBe(401)
  })

  test('what a note shows stays, and what none shows goes after its time', async () => {
    const server = await start()
    const id = await declare(server)
    const [used, unused] = [
      await server.as('ana').post(`/incidents/${id}/attachments`, PNG, AS_PNG),
      await server.as('ana').post(`/incidents/${id}/attachments`, PNG, AS_PNG),
    ]
    await server.as('ana').post(`/incidents/${id}/notes`, { text: `See ![it](${used.body.path})` })
    const before = (ms: number) => formatInstant((server.deps.clock.now() + ms) as Instant)
    expect(await deleteUnusedAttachments(server.database.kysely, before(-60_000))).toBe(0)
    expect(await deleteUnusedAttachments(server.database.kysely, before(60_000))).toBe(1)
    expect((await server.as('ana').get(`/incidents/${id}/attachments/${used.body.id}`)).status).toBe(200)
    expect((await server.as('ana').get(`/incidents/${id}/attachments/${unused.body.id}`)).status).toBe(404)
    const { rows } = await server.database.pool.query('select distinct attachment_id from attachment_parts')
    expect(rows).toEqual([{ attachment_id: used.body.id }])
  })
})

describeOnServer('embedded', 'people on one page', (start) => {
  test('see each other come, write and go, over the stream that they have', async () => {
    const server = await start()
    const id = await declare(server)
    const heard: FeedEntry[] = []
    server.feed.subscribe((entry) => heard.push(entry), undefined)
    const say = (who: string, state: string) => server.as(who).put(`/incidents/${id}/presence`, { state })
    expect((await say('ana', 'viewing')).body).toEqual({
      people: [{ user: { id: 'ana', name: 'Ana' }, state: 'viewing' }],
    })
    await say('bob', 'viewing')
    await say('bob', 'viewing')
    const typing = await say('bob', 'typing')
    expect(typing.body.people[1]).toEqual({ user: { id: 'bob', name: 'Bob' }, state: 'typing' })
    await say('bob', 'gone')
    expect(heard).toEqual(
      [
        ['ana', 'viewing'],
        ['bob', 'viewing'],
        ['bob', 'typing'],
        ['bob', 'gone'],
      ].map(([user, state]) => ({ event: 'presence', data: { id, user, state } })),
    )
    expect((await server.as('ana').get(`/incidents/${id}/presence`)).body.people).toHaveLength(1)
  })

  test('a key looks unseen, and nobody looks unasked', async () => {
    const server = await start()
    const id = await declare(server)
    expect((await server.asKey('viewer').put(`/incidents/${id}/presence`, { state: 'viewing' })).body).toEqual({
      people: [],
    })
    expect((await server.anyone.get(`/incidents/${id}/presence`)).status).toBe(401)
    expect((await server.as('ana').put(`/incidents/${id}/presence`, { state: 'asleep' })).status).toBe(400)
  })
})

describeOnServer('embedded', 'merging by API', (start) => {
  test('both incidents say what became of them, and what can be done now', async () => {
    const server = await start()
    const [from, into] = [await declare(server, 'Cart is slow'), await declare(server)]
    const ana = server.as('ana')
    const merged = await ana.post(`/incidents/${from}/merge`, { into, reason: 'The same disk' })
    expect(merged).toMatchObject({
      status: 200,
      body: { because: 'merged_by_hand', incident: { status: 'merged', merged_into: into, alerts_count: 0 } },
    })
    expect(merged.body.incident.actions).toMatchObject({
      unmerge: { allowed: true },
      acknowledge: { allowed: false, because: 'incident_merged' },
      note: { allowed: true },
    })
    const { body } = await ana.get(`/incidents/${into}`)
    expect(body).toMatchObject({ merged_from: [{ id: from, title: 'Cart is slow' }], merged_into: null })
    expect(body.actions).toMatchObject({ merge: { allowed: true }, unmerge: { allowed: false, because: 'not_merged' } })
    const { body: facts } = await ana.get(`/incidents/${into}/facts?limit=200`)
    expect(facts.items.at(-1).sentence).toBe(`Ana merged ${from} “Cart is slow” into it: The same disk`)
    const undone = await ana.post(`/incidents/${from}/unmerge`, {})
    expect(undone.body.incident).toMatchObject({ status: 'open', merged_into: null })
    expect((await ana.get(`/incidents/${into}`)).body.merged_from).toEqual([])
  })

  test('what cannot be merged is refused by its own code, also on a version that somebody else changed', async () => {
    const server = await start()
    const [from, into] = [await declare(server, 'Cart is slow'), await declare(server)]
    const codeOf = async (path: string, body: object, headers = {}) => {
      const answer = await server.as('ana').post(`/incidents/${path}`, body, headers)
      return [answer.status, answer.body.error?.code]
    }
    expect(await codeOf(`${from}/merge`, { into: from })).toEqual([400, 'merge_into_itself'])
    expect(await codeOf(`${from}/merge`, { into: 'INC-2026-999999' })).toEqual([404, 'not_found'])
    expect(await codeOf(`INC-2026-999999/merge`, { into })).toEqual([404, 'not_found'])
    expect(await codeOf(`${from}/merge`, { into }, { 'if-match': '"1"' })).toEqual([409, 'version_conflict'])
    expect(await codeOf(`${from}/unmerge`, {})).toEqual([409, 'not_merged'])
    await server.as('ana').post(`/incidents/${into}/resolve`, {})
    expect(await codeOf(`${from}/merge`, { into })).toEqual([409, 'merge_target_over'])
    expect((await server.asKey('reporter').post(`/incidents/${from}/merge`, { into })).status).toBe(403)
  })

  test('a note is changed and deleted by who wrote it', async () => {
    const server = await start()
    const id = await declare(server)
    const added = await server.as('ana').post(`/incidents/${id}/notes`, { text: 'It is DNS' })
    const note = added.body.incident.version
    const edit = (who: string, body: object) => server.as(who).post(`/incidents/${id}/notes/edit`, body)
    expect((await edit('bob', { note, text: 'No' })).body.error.code).toBe('note_of_other')
    expect((await edit('ana', { note, text: 'It is BGP' })).status).toBe(200)
    expect((await edit('ana', { note: 1, text: 'x' })).status).toBe(404)
    expect((await server.as('ana').post(`/incidents/${id}/notes/delete`, { note })).status).toBe(200)
  })
})
