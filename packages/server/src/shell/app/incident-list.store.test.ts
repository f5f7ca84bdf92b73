import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  services: [aService('api'), aService('shop')],
  sources: [aSource('monitor'), aSource('probe', { service: 'shop' as never })],
})

type Item = { id: string; title: string }

async function titlesOf(server: TestServer, query: string): Promise<string[]> {
  const answer = await server.as('ana').get(`/incidents?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.items.map(({ title }: Item) => title)
}

async function declare(server: TestServer, title: string, change: object = {}): Promise<string> {
  const body = { title, severity: 'high', scope: 'department', services: ['api'], ...change }
  return (await server.as('ana').post('/incidents', body)).body.id
}

describeOnEachServer('the list of incidents', (start) => {
  test('each filter keeps what it names', async () => {
    const server = await start(DIRECTORY)
    const slow = await declare(server, '100% slow')
    await declare(server, 'Down_town', { severity: 'low', services: ['shop'] })
    await server.receive('probe', [{ title: 'Probe fails' }])
    await server.as('bob').post(`/incidents/${slow}/acknowledge`)
    await server.as('root').post('/sources/monitor/test')

    expect(await titlesOf(server, '')).toEqual(['Test alert from The monitor', 'Probe fails', 'Down_town', '100% slow'])
    expect(await titlesOf(server, 'order=recorded_at')).toHaveLength(4)
    expect(await titlesOf(server, 'status=acknowledged')).toEqual(['100% slow'])
    expect(await titlesOf(server, 'status=acknowledged,open&is_test=false')).toHaveLength(3)
    expect(await titlesOf(server, 'status=open&status=acknowledged&is_test=true')).toHaveLength(1)
    expect(await titlesOf(server, 'priority=P4')).toEqual(['Down_town'])
    expect(await titlesOf(server, 'service=shop')).toEqual(['Probe fails', 'Down_town'])
    expect(await titlesOf(server, 'source=probe')).toEqual(['Probe fails'])
    expect(await titlesOf(server, 'owner=bob@example.com')).toEqual(['100% slow'])
    expect(await titlesOf(server, 'owner=me')).toEqual([])
    expect(await titlesOf(server, 'owner=none')).toHaveLength(3)
    expect(await titlesOf(server, 'owner=stranger')).toEqual([])
    expect(await titlesOf(server, 'q=SLOW')).toEqual(['100% slow'])
    expect(await titlesOf(server, `q=${slow.slice(-6)}`)).toEqual(['100% slow'])
    // Signs of a pattern are letters like any other.
    expect(await titlesOf(server, 'q=%25')).toEqual(['100% slow'])
    expect(await titlesOf(server, 'q=_')).toEqual(['Down_town'])
    expect(await titlesOf(server, 'q=%5C')).toEqual([])
    expect(await titlesOf(server, 'order=priority')).toEqual([
      ...['Test alert from The monitor', 'Probe fails', '100% slow', 'Down_town'],
    ])
  })

  test('pages hold every row once, however many rows come in between', async () => {
    const server = await start(DIRECTORY)
    for (let n = 1; n <= 7; n++) await declare(server, `old ${n}`)
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { body } = await server.as('ana').get(`/incidents?limit=2${cursor}`)
      seen.push(...body.items.map(({ title }: Item) => title))
      await declare(server, `new ${page}`)
      if (body.next === null) break
      cursor = `&cursor=${body.next}`
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `old ${n}`))
  })

  test('pages in the order of priority hold every row once too', async () => {
    const server = await start(DIRECTORY)
    for (const severity of ['low', 'high', 'medium', 'high', 'low']) await declare(server, severity, { severity })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await server.as('ana').get(`/incidents?order=priority&limit=2${cursor}`)
      seen.push(...body.items.map(({ title }: Item) => title))
      cursor = body.next === null ? '' : `&cursor=${body.next}`
    } while (cursor !== '')
    expect(seen).toEqual(['high', 'high', 'medium', 'low', 'low'])
  })

  test('what no list understands is refused by the name of the field', async () => {
    const server = await start(DIRECTORY)
    await declare(server, 'one')
    await declare(server, 'two')
    const fieldOf = async (query: string) => {
      const { status, body } = await server.as('ana').get(`/incidents?${query}`)
      return [status, body.error?.details[0]?.field]
    }
    expect(await fieldOf('status=broken')).toEqual([400, 'status.0'])
    expect(await fieldOf('limit=0')).toEqual([400, 'limit'])
    expect(await fieldOf('limit=201')).toEqual([400, 'limit'])
    expect(await fieldOf('cursor=nonsense')).toEqual([400, 'cursor'])
    expect(await fieldOf('colour=red')).toEqual([400, 'colour'])
    expect(await fieldOf('q=%00')).toEqual([400, 'q'])
    const forged = Buffer.from(JSON.stringify(['-recorded_at', 9e18, 'x'])).toString('base64url')
    expect(await fieldOf(`cursor=${forged}`)).toEqual([400, 'cursor'])
    const { body } = await server.as('ana').get('/incidents?limit=1')
    expect(await fieldOf(`order=priority&cursor=${body.next}`)).toEqual([400, 'cursor'])
  })
})
