import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aSource, aUser } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { type LinkAction, signLink } from '../secrets/action-links.ts'
import { describeOnServer } from './testing/on-server.ts'
import { type Answer, settled, type TestServer } from './testing/start-test-server.ts'

const HOUR_MS = 3_600_000
const DIRECTORY = aDirectory({ sources: [aSource('monitor', { quietPeriodMs: ms('0s') })] })

interface Asked {
  person?: string
  action?: LinkAction
  lifeMs?: number
}

/** The path of a link, as a message would hold it. */
async function linkOf(
  { secrets, deps, as }: TestServer,
  { person = 'ana', action = 'acknowledge', lifeMs }: Asked = {},
) {
  const { body } = await as('ana').get('/incidents')
  const expiresAt = (deps.clock.now() + (lifeMs ?? HOUR_MS)) as Instant
  const incident = body.items[0].id as IncidentId
  return `/a/${signLink(secrets, { person: person as UserId, incident, action, expiresAt })}`
}

const headingOf = ({ text }: Answer) => /<h1>(.*)<\/h1>/.exec(text)?.[1]
const buttonOf = ({ text }: Answer) => /<button[^>]*>(.*)<\/button>/.exec(text)?.[1]

async function opened(server: TestServer): Promise<void> {
  await server.receive('monitor', [{ title: 'Disk <full> & "slow"' }])
}

async function incidentOf(server: TestServer) {
  await settled(server.database)
  const { body } = await server.as('ana').get('/incidents')
  return body.items[0]
}

describeOnServer('embedded', 'links in messages', (start) => {
  test('looking at a link does nothing, however often a scanner looks', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const link = await linkOf(server)
    for (let n = 0; n < 3; n++) {
      const shown = await server.anyone.get(link)
      expect([shown.status, headingOf(shown), buttonOf(shown)]).toEqual([200, 'Do you take it?', 'Acknowledge'])
    }
    expect(await incidentOf(server)).toMatchObject({ status: 'open', owner: null })
  })

  test('a program that presses is told in its own words: what a notification says in the place of a page', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const link = await linkOf(server)
    const press = () => server.app.inject({ method: 'POST', url: link, headers: { accept: 'application/json' } })
    const words = { tone: 'done', heading: 'It is yours', lines: [expect.stringContaining('Nobody else is called')] }
    expect((await press()).json()).toEqual(words)
    expect((await press()).json()).toMatchObject({ tone: 'done', heading: 'You have it already' })
    expect(
      (await server.app.inject({ method: 'POST', url: '/a/x', headers: { accept: 'application/json' } })).statusCode,
    ).toBe(404)
  })

  test('pressing the button acts as the person, and the timeline says that it was by the link', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const done = await server.anyone.post(await linkOf(server))
    expect([done.status, headingOf(done), buttonOf(done)]).toEqual([200, 'It is yours', undefined])
    const incident = await incidentOf(server)
    expect(incident).toMatchObject({ status: 'acknowledged', owner: { id: 'ana' } })
    const { body } = await server.as('ana').get(`/incidents/${incident.id}/facts?limit=200`)
    expect(body.items.findLast(({ type }: { type: string }) => type === 'IncidentAcknowledged')).toMatchObject({
      sentence: 'Ana acknowledged it by the link in a message.',
      actor: { kind: 'user', id: 'ana', via: 'link' },
    })
  })

  test('a form posts itself as a browser sends it', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' }
    const { app } = server
    const done = await app.inject({ method: 'POST', url: await linkOf(server), headers: form, payload: '' })
    expect(done.statusCode).toBe(200)
    expect(await incidentOf(server)).toMatchObject({ status: 'acknowledged' })
  })

  test('the page needs no script and loads nothing, and what alerts say stays text', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const { headers, text } = await server.anyone.get(await linkOf(server))
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(headers).toMatchObject({
      ...{ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      'x-robots-tag': 'noindex',
    })
    expect(text).toContain('Disk &#60;full&#62; &#38; &#34;slow&#34;')
    expect(text).not.toMatch(/<script|<full>|<img|<link/)
    expect(text).toContain('href="https://tocsin.example.com/incidents/INC-')
  })

  test('who comes second is told who has it', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    await server.anyone.post(await linkOf(server, { person: 'bob' }))
    const link = await linkOf(server)
    for (const answer of [await server.anyone.get(link), await server.anyone.post(link)]) {
      expect([answer.status, headingOf(answer), buttonOf(answer)]).toEqual([200, 'Bob has it already', undefined])
    }
    const own = await server.anyone.get(await linkOf(server, { person: 'bob' }))
    expect(headingOf(own)).toBe('You have it already')
    expect(await incidentOf(server)).toMatchObject({ owner: { id: 'bob' } })
  })

  test('a link resolves too, and afterwards both say that it is over', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const resolve = await linkOf(server, { action: 'resolve' })
    const asked = await server.anyone.get(resolve)
    expect([headingOf(asked), buttonOf(asked)]).toEqual(['Is the service back?', 'Resolve'])
    expect(headingOf(await server.anyone.post(resolve))).toBe('It is resolved')
    expect(await incidentOf(server)).toMatchObject({ status: 'resolved' })
    expect(headingOf(await server.anyone.post(resolve))).toBe('It is resolved already')
    expect(headingOf(await server.anyone.post(await linkOf(server)))).toBe('It is resolved already')
    await server.as('ana').post(`/incidents/${(await incidentOf(server)).id}/close`, { reason: 'Done' })
    expect(headingOf(await server.anyone.get(resolve))).toBe('It is closed already')
  })

  test('expired, forged and cut links say so and do nothing', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const good = await linkOf(server)
    const [payload = '', mac = ''] = good.slice(3).split('.')
    const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('ana', 'bob')).toString('base64url')
    const cases: [string, number][] = [
      [await linkOf(server, { lifeMs: -1_000 }), 410],
      [`/a/${forged}.${mac}`, 404],
      [`/a/${payload}.${mac.slice(0, -4)}AAAA`, 404],
      [`/a/${payload}`, 404],
      [good.slice(0, 30), 404],
      ['/a/x', 404],
      [await linkOf(server, { person: 'stranger' }), 404],
    ]
    for (const [link, status] of cases) {
      for (const answer of [await server.anyone.get(link), await server.anyone.post(link)]) {
        expect([answer.status, buttonOf(answer)], link).toEqual([status, undefined])
        expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      }
    }
    expect(await incidentOf(server)).toMatchObject({ status: 'open' })
  })

  test('the link of somebody who was deactivated no longer acts', async () => {
    const server = await start({
      ...DIRECTORY,
      users: new Map([...DIRECTORY.users, ['gone', aUser('gone', { isActive: false })]]) as never,
    })
    await opened(server)
    const answer = await server.anyone.post(await linkOf(server, { person: 'gone' }))
    expect([answer.status, headingOf(answer)]).toEqual([403, 'This link does not work any more'])
    expect(await incidentOf(server)).toMatchObject({ status: 'open' })
  })

  test('no token is logged', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const link = await linkOf(server)
    await server.anyone.post(link)
    expect(server.lines.length).toBeGreaterThan(0)
    expect(server.lines.join('')).not.toContain(link.slice(3, 40))
  })

  test('the page speaks the language of the person, and of a browser where nobody knows theirs', async () => {
    const server = await start({
      ...DIRECTORY,
      users: new Map([...DIRECTORY.users, ['hana', aUser('hana', { locale: 'ja' })]]) as never,
    })
    await opened(server)
    const { app } = server
    const get = async (url: string, accepted?: string) => {
      const { statusCode, headers, body } = await app.inject({
        url,
        ...(accepted !== undefined && { headers: { 'accept-language': accepted } }),
      })
      const lang = /<html lang="(\w+)">/.exec(body)?.[1]
      return [statusCode, lang, /<h1>(.*)<\/h1>/.exec(body)?.[1], headers['content-language']]
    }
    const hers = await linkOf(server, { person: 'hana' })
    expect(await get(hers, 'en')).toEqual([200, 'ja', '対応しますか？', 'ja'])
    const { body } = await app.inject({ url: hers })
    expect(body).toContain('Tocsinでインシデントを開く')
    expect(body).toContain('最初の検知: ')
    expect(body.replace(/<style>.*<\/style>/s, '')).not.toMatch(/You are|First signal|Acknowledge/)
    expect(await get(await linkOf(server), 'ja-JP,en;q=0.5')).toEqual([200, 'ja', '対応しますか？', 'ja'])
    expect(await get('/a/x', 'ja')).toEqual([404, 'ja', 'このリンクは使えません', 'ja'])
    expect(await get('/a/x')).toEqual([404, 'en', 'This link does not work', 'en'])
    const press = (url: string) =>
      app.inject({ method: 'POST', url, headers: { accept: 'application/json', 'accept-language': 'en' } })
    expect((await press(hers)).json()).toMatchObject({ heading: 'あなたが担当になりました' })
    const escalate = await linkOf(server, { person: 'hana', action: 'escalate' })
    expect((await get(escalate))[2]).toBe('次の段階を呼び出しますか？')
  })

  test('a link that escalates asks first, calls the next step, and says so when there is none', async () => {
    const server = await start(DIRECTORY)
    await opened(server)
    const link = await linkOf(server, { action: 'escalate' })
    const shown = await server.anyone.get(link)
    expect([headingOf(shown), buttonOf(shown)]).toEqual(['Does it need the next step?', 'Escalate'])
    const done = await server.anyone.post(link)
    expect([done.status, headingOf(done)]).toEqual([200, 'The next step is being called'])
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).toEqual(['ana', 'bob'])
    const again = await server.anyone.post(link)
    expect([again.status, headingOf(again)]).toEqual([409, 'That is not possible now'])
  })
})
