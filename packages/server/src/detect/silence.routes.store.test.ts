import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from '../shell/app/testing/on-server.ts'
import { settled } from '../shell/app/testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  services: [aService('api')],
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') })],
})
const HOUR_MS = 3_600_000
const NO_ID = '00000000-0000-4000-8000-000000000000'

const inMs = (span: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + span).toISOString()

describeOnServer('embedded', 'silences by API', (start) => {
  const begin = async () => {
    const server = await start(DIRECTORY)
    const ana = server.as('ana')
    const silence = async (change: object = {}) => {
      const made = await ana.post('/silences', {
        matchers: ['host=db-1'],
        for_ms: HOUR_MS,
        comment: 'Moving',
        ...change,
      })
      expect(made.status, made.text).toBe(201)
      return made.body
    }
    const preview = (...matchers: string[]) =>
      ana.get(`/silences/preview?${new URLSearchParams(matchers.map((each) => ['matcher', each]))}`)
    return { server, ana, silence, preview }
  }

  test('a preview says what fires now, what is in an incident or silenced already, and how often it came this week', async () => {
    const { server, silence, preview } = await begin()
    await server.receive('monitor', [
      { key: 'disk', labels: { host: 'db-1' } },
      { key: 'net', labels: { host: 'db-2' } },
      { key: 'web', labels: { host: 'web-1' } },
    ])
    await settled(server.database)
    await server.receive('monitor', [{ key: 'net', state: 'resolved' }])
    await server.receive('monitor', [{ key: 'net', labels: { host: 'db-2' } }])
    await server.receive('monitor', [{ key: 'net', state: 'resolved' }])
    await settled(server.database)
    await silence({ matchers: ['host=db-3'] })
    await server.receive('monitor', [{ key: 'log', labels: { host: 'db-3' } }])
    await settled(server.database)

    const { body } = await preview('host=~"db-.*"')
    expect(body).toMatchObject({ firing: 2, in_incidents: 1, silenced: 1, is_partial: false })
    expect(body.alerts.map(({ key }: { key: string }) => key)).toEqual(['log', 'disk'])
    expect(body.week).toEqual({ alerts: 3, times: 4 })
    expect((await preview('host!~"db-.*"', 'host=~".+"')).body).toMatchObject({
      firing: 1,
      week: { alerts: 1, times: 1 },
    })
    expect((await preview('host=db-1')).body.alerts).toMatchObject([{ key: 'disk', placement: { silence: null } }])
    expect((await preview('host=db-9')).body).toMatchObject({ firing: 0, alerts: [], week: { alerts: 0, times: 0 } })
  })

  test('a preview says which matcher cannot be read, and refuses what would mute everything', async () => {
    const { server, preview } = await begin()
    const fieldOf = async (...matchers: string[]) => {
      const { status, body } = await preview(...matchers)
      return [status, body.error.details[0].field]
    }
    expect(await fieldOf('host=db-1', 'host=~"("')).toEqual([400, 'matcher.1'])
    expect(await fieldOf('host=~".*"')).toEqual([400, 'matcher'])
    expect((await server.as('ana').get('/silences/preview')).status).toBe(400)
  })

  test('what was set with amtool stands in the list with all others, each with how many alerts it mutes', async () => {
    const { server, ana, silence } = await begin()
    await server.receive('monitor', [{ key: 'web', labels: { host: 'web-1' } }])
    await settled(server.database)
    const [first, second] = [await silence(), await silence({ matchers: ['host=db-2'], comment: 'Patches' })]
    await server.receive('monitor', [{ key: 'disk', labels: { host: 'db-1' } }])
    await settled(server.database)
    const list = async (query: string) => (await ana.get(`/silences?${query}`)).body.items
    expect((await list('state=active')).map(({ id, muted }: never) => [id, muted]).sort()).toEqual(
      [
        [first.id, 1],
        [second.id, 0],
      ].sort(),
    )
    expect(await list('q=patch')).toMatchObject([{ id: second.id }])
    expect(await list('q=db-1')).toMatchObject([{ id: first.id }])
    expect(await list('q=isRegex')).toEqual([])
    const page = (await ana.get('/silences?limit=1')).body
    expect((await list(`limit=1&cursor=${page.next}`)).map(({ id }: { id: string }) => id)).not.toEqual([
      page.items[0].id,
    ])
  })

  test('longer, and with another reason, it stays the same; with other matchers it is another with the same author', async () => {
    const { server, ana, silence } = await begin()
    const made = await silence()
    const change = (id: string, body: object) => server.as('root').put(`/silences/${id}`, body)
    const longer = await change(made.id, { matchers: ['host=db-1'], for_ms: 2 * HOUR_MS, comment: 'Still moving' })
    expect(longer).toMatchObject({
      status: 200,
      body: { id: made.id, comment: 'Still moving', created_by: 'Ana', starts_at: made.starts_at },
    })
    expect(Date.parse(longer.body.ends_at)).toBeGreaterThan(Date.parse(made.ends_at))

    const other = await change(made.id, { matchers: ['host=~"db-.*"'], for_ms: HOUR_MS, comment: 'All of them' })
    expect(other.body).toMatchObject({ state: 'active', created_by: 'Ana' })
    expect(other.body.id).not.toBe(made.id)
    expect((await ana.get(`/silences/${made.id}`)).body.state).toBe('expired')
    expect((await change(NO_ID, { matchers: ['a=b'], for_ms: 1, comment: 'x' })).status).toBe(404)
    expect((await change(made.id, { matchers: ['a=b'], comment: 'x' })).body.error.details[0].field).toBe('ends_at')
    const again = await change(made.id, { matchers: ['host=db-1'], for_ms: HOUR_MS, comment: 'Once more' })
    expect(again.body).toMatchObject({ state: 'active', comment: 'Once more' })
    expect(Date.parse(again.body.starts_at)).toBeGreaterThanOrEqual(Date.parse(other.body.starts_at))
  })

  test('one that is planned ahead waits, and a viewer may look but not set, change or end one', async () => {
    const { server, ana, silence } = await begin()
    const made = await silence({ starts_at: inMs(100 * 365 * 24 * HOUR_MS), for_ms: HOUR_MS })
    expect(made).toMatchObject({ state: 'pending', ends_at: inMs((100 * 365 * 24 + 1) * HOUR_MS) })
    expect((await ana.get('/silences?state=pending&order=starts_at')).body.items).toHaveLength(1)
    const viewer = server.asKey('viewer')
    const body = { matchers: ['host=db-1'], for_ms: 1_000, comment: 'x' }
    expect((await viewer.get(`/silences/${made.id}`)).status).toBe(200)
    expect((await viewer.get('/silences/preview?matcher=a%3Db')).status).toBe(200)
    expect((await viewer.post('/silences', body)).status).toBe(403)
    expect((await viewer.put(`/silences/${made.id}`, body)).status).toBe(403)
    expect((await viewer.delete(`/silences/${made.id}`)).status).toBe(403)
    expect((await viewer.get('/silence-changes')).status).toBe(403)
  })

  test('who set, changed and ended it stands in its history and in the audit log', async () => {
    const { server, ana, silence } = await begin()
    const made = await silence()
    const other = await silence({ matchers: ['host=db-2'] })
    await server.as('root').put(`/silences/${made.id}`, { matchers: ['host=db-1'], for_ms: HOUR_MS, comment: 'Later' })
    await ana.delete(`/silences/${made.id}`)
    const history = (await ana.get(`/silences/${made.id}/changes`)).body.items
    expect(history.map(({ act, actor }: never) => [act, (actor as { label: string }).label])).toEqual([
      ['ended', 'Ana'],
      ['changed', 'Root'],
      ['created', 'Ana'],
    ])
    expect(history[1]).toMatchObject({ before: { comment: 'Moving' }, after: { comment: 'Later' } })
    const audit = server.asKey('manager')
    const all = (await audit.get('/silence-changes')).body.items
    expect(all.map(({ silence: id }: { silence: string }) => id)).toContain(other.id)
    expect(all).toHaveLength(4)
    expect((await audit.get('/silence-changes?user=root')).body.items).toMatchObject([{ act: 'changed' }])
    const pages: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await audit.get(`/silence-changes?limit=1${cursor && `&cursor=${cursor}`}`)
      pages.push(...body.items.map(({ silence: id, seq }: { silence: string; seq: number }) => `${id} ${seq}`))
      cursor = body.next
    }
    expect(pages).toEqual(all.map(({ silence: id, seq }: { silence: string; seq: number }) => `${id} ${seq}`))
  })
})
