import { aDirectory, aPolicy, aSchedule, aService, aSource, aStep, aTeam } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  services: [aService('disk-array'), aService('shop')],
  sources: [aSource('monitor'), aSource('disk-probe')],
  schedules: [aSchedule('disk-nights', 'ana')],
  policies: [aPolicy([aStep('0m', 'ana')])],
  teams: [aTeam('disks', 'ana')],
})

async function find(server: TestServer, query: string): Promise<string[]> {
  const { status, body } = await server.as('ana').get(`/search?${query}`)
  expect(status).toBe(200)
  return body.items.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)
}

describeOnEachServer('the search', (start) => {
  test('finds every kind of thing by a few letters, in one order', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ key: 'd1', title: 'Disk full on db-7' }])
    expect(await find(server, 'q=disk')).toEqual([
      'incident Disk full on db-7',
      'alert Disk full on db-7',
      'service The disk-array',
      'schedule disk-nights',
      'team disks',
      'source The disk-probe',
    ])
    expect(await find(server, 'q=main')).toEqual(['policy Main'])
    expect(await find(server, 'q=ANA')).toEqual(['person Ana'])
    expect(await find(server, 'q=ana%40example.com')).toEqual(['person Ana'])
    expect(await find(server, 'q=db-7%20full')).toEqual(['incident Disk full on db-7', 'alert Disk full on db-7'])
    expect(await find(server, 'q=nothing-like-it')).toEqual([])
  })

  test('gives as many of each kind as asked, those that begin with the letters first', async () => {
    const names = ['a shop', 'shop', 'workshop']
    const services = names.map((name, n) => ({ ...aService(`s${n}`), name }))
    const server = await start(aDirectory({ services }))
    expect(await find(server, 'q=shop')).toEqual(['service shop', 'service a shop', 'service workshop'])
    expect(await find(server, 'q=shop&limit=1')).toEqual(['service shop'])
    expect((await server.as('ana').get('/search?q=%20')).status).toBe(400)
  })

  test('those that fire come before alerts that cleared', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{ key: 'd1', title: 'Disk old' }])
    await server.receive('monitor', [
      { key: 'd1', state: 'resolved' },
      { key: 'd2', title: 'Disk new' },
    ])
    const alerts = (await find(server, 'q=disk')).filter((each) => each.startsWith('alert'))
    expect(alerts).toEqual(['alert Disk new', 'alert Disk old'])
  })

  test('a key sees what its scopes let it see', async () => {
    const server = await start(DIRECTORY)
    const kindsOf = async (...scopes: string[]) => {
      const { body } = await server.asKey('admin', scopes).get('/search?q=disk')
      return [...new Set(body.items.map(({ kind }: { kind: string }) => kind))]
    }
    expect(await kindsOf('incident.read', 'configuration.read')).toEqual(['service', 'schedule', 'team', 'source'])
    expect(await kindsOf('incident.read')).toEqual([])
    expect((await server.asKey('admin', ['configuration.read']).get('/search?q=disk')).status).toBe(403)
  })
})
