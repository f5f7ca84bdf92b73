import { aDirectory, anEventRule, aService, aSource, aTeam } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  teams: [aTeam('payments', 'bob')],
  services: [aService('api', { team: 'payments' as never }), aService('shop')],
  sources: [aSource('monitor'), aSource('probe', { service: 'shop' as never })],
})

type Item = { id: string; title: string }

async function declare(server: TestServer, title: string, change: object = {}): Promise<string> {
  const body = { title, severity: 'high', scope: 'department', services: ['api'], ...change }
  const answer = await server.as('ana').post('/incidents', body)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

function asking(server: TestServer) {
  const ask = async (query: string, more = '') => {
    const answer = await server.as('ana').get(`/incidents?query=${encodeURIComponent(query)}${more}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }
  const titlesOf = async (query: string, more = ''): Promise<string[]> =>
    (await ask(query, more)).items.map(({ title }: Item) => title)
  const countOf = async (query: string, more = '') =>
    (await server.as('ana').get(`/incidents/count?query=${encodeURIComponent(query)}${more}`)).body
  return { ask, titlesOf, countOf }
}

async function house(start: () => Promise<TestServer>) {
  const server = await start()
  const ids = {
    slow: await declare(server, 'Checkout is 100% slow'),
    down: await declare(server, '決済が停止', { severity: 'low', services: ['shop'], incident_type: 'security' }),
    both: await declare(server, 'Disk full on db-7.prod', { services: ['shop', 'api'], scope: 'company_wide' }),
  }
  await server.receive('probe', [{ title: 'Probe fails', labels: { env: 'prod', host: 'web-1' } }])
  const acknowledged = await server.as('bob').post(`/incidents/${ids.slow}/acknowledge`)
  expect(acknowledged.status).toBe(200)
  await server.as('bob').post(`/incidents/${ids.down}/resolve`)
  return { server, ids, ...asking(server) }
}

const PROBE = 'Probe fails'
const BOTH = 'Disk full on db-7.prod'
const DOWN = '決済が停止'
const SLOW = 'Checkout is 100% slow'

describeOnEachServer('filtering incidents', (start) => {
  test('each word of the language keeps what it names, and turned round the rest', async () => {
    const { titlesOf } = await house(() => start(DIRECTORY))
    const all = [PROBE, BOTH, DOWN, SLOW]
    const kept: [query: string, titles: string[]][] = [
      ['status:open', [PROBE, BOTH]],
      ['status:resolved,acknowledged', [DOWN, SLOW]],
      ['is:active', [PROBE, BOTH, SLOW]],
      ['is:over', []],
      ['is:test', []],
      ['is:snoozed,exhausted', []],
      ['priority:P1', [BOTH]],
      ['severity:low', [DOWN]],
      ['scope:company_wide', [BOTH]],
      ['type:security', [DOWN]],
      ['level:L1', all],
      ['urgency:low', [DOWN]],
      ['service:api', [BOTH, SLOW]],
      ['service:shop service:api', [BOTH]],
      ['team:payments', [BOTH, SLOW]],
      ['owner:bob', [SLOW]],
      ['owner:bob@example.com', [SLOW]],
      ['owner:none', [PROBE, BOTH, DOWN]],
      ['owner:none,bob', all],
      ['owner:me', []],
      ['source:probe', [PROBE]],
      ['label:env=prod', [PROBE]],
      ['label:env=prod,env=test label:host=web-1', [PROBE]],
      ['since:1h', all],
      ['before:1h', []],
      ['since:2020-01-01 before:2020-01-02', []],
      ['resolved:1d', [DOWN]],
      ['updated:1h', all],
    ]
    for (const [query, titles] of kept) expect(await titlesOf(query), query).toEqual(titles)
    for (const [query, titles] of kept.filter(([each]) => !each.includes(' ')))
      expect(await titlesOf(`-${query}`), `-${query}`).toEqual(all.filter((title) => !titles.includes(title)))
  })

  test('an incident is of the team that a rule gave it to, else of the owner of its service', async () => {
    const eventRules = [anEventRule('r', { condition: 'labels.db == "yes"', actions: { team: 'ops' as never } })]
    const server = await start({
      ...DIRECTORY,
      teams: new Map([...DIRECTORY.teams, ['ops', aTeam('ops', 'bob')]]) as never,
      eventRules,
    })
    const service = { service: 'api' }
    await server.receive('monitor', [
      { key: 'a', title: 'Given', labels: { ...service, db: 'yes' } },
      { key: 'b', title: 'Owned', labels: service },
    ])
    const ask = async (query: string) => {
      const { body } = await server.as('ana').get(`/incidents?query=${encodeURIComponent(query)}`)
      return body.items.map(({ title, team }: { title: string; team: { id: string } }) => `${title} of ${team.id}`)
    }
    expect(await ask('team:ops')).toEqual(['Given of ops'])
    expect(await ask('team:payments')).toEqual(['Owned of payments'])
    expect(await ask('-team:ops')).toEqual(['Owned of payments'])
    expect((await ask('team:ops,payments')).sort()).toEqual(['Given of ops', 'Owned of payments'])
  })

  test('words are found in titles and ids, in any case and language, and signs are letters like any other', async () => {
    const { titlesOf, ids } = await house(() => start(DIRECTORY))
    expect(await titlesOf('DISK')).toEqual([BOTH])
    expect(await titlesOf('isk db-7')).toEqual([BOTH])
    expect(await titlesOf('"full on"')).toEqual([BOTH])
    expect(await titlesOf('"on full"')).toEqual([])
    expect(await titlesOf('停止')).toEqual([DOWN])
    expect(await titlesOf('止')).toEqual([DOWN])
    expect(await titlesOf('100%')).toEqual([SLOW])
    expect(await titlesOf('%')).toEqual([SLOW])
    expect(await titlesOf('_')).toEqual([])
    expect(await titlesOf(ids.down.slice(-4))).toEqual([DOWN])
    expect(await titlesOf(ids.down.toLowerCase())).toEqual([DOWN])
    expect(await titlesOf('-disk -probe')).toEqual([DOWN, SLOW])
  })

  test('a query and the single parameters narrow each other', async () => {
    const { titlesOf, ids } = await house(() => start(DIRECTORY))
    expect(await titlesOf('status:open', '&service=api')).toEqual([BOTH])
    expect(await titlesOf('status:open', '&status=resolved')).toEqual([])
    expect(await titlesOf('is:active', `&ids=${ids.slow},${ids.down}`)).toEqual([SLOW])
  })

  test('a wrong word is refused by name, with what was probably meant; a name that nothing has is a hint', async () => {
    const { server, ask } = await house(() => start(DIRECTORY))
    const refused = await server.as('ana').get('/incidents?query=stauts:open%20priority:P9')
    expect(refused.status).toBe(400)
    expect(refused.body.error.details).toEqual([
      { field: 'query', problem: expect.stringContaining('“stauts:” (character 1)'), example: 'status' },
      { field: 'query', problem: expect.stringContaining('Known: P1, P2, P3, P4, P5'), example: 'P1' },
    ])
    expect((await server.as('ana').get('/incidents/count?query=is:actve')).status).toBe(400)
    const { items, hints } = await ask('service:shp team:nobody owner:bbo@example.com source:probe owner:me,none')
    expect(items).toEqual([])
    expect(hints).toEqual([
      { field: 'service', word: 'shp', nearest: 'shop' },
      { field: 'team', word: 'nobody', nearest: null },
      { field: 'owner', word: 'bbo@example.com', nearest: 'bob@example.com' },
    ])
  })

  test('a count says how many there are, and how many of each', async () => {
    const { countOf } = await house(() => start(DIRECTORY))
    expect(await countOf('is:active')).toEqual({ count: 3, is_complete: true, groups: [] })
    const { groups } = await countOf('', '&by=service')
    expect(new Map(groups.map(({ key, count }: { key: string; count: number }) => [key, count]))).toEqual(
      new Map([
        ['api', 1],
        ['shop', 3],
      ]),
    )
  })
})

describeOnEachServer('the orders of incidents', (start) => {
  test('pages of every order hold every row once, and the ids come in the same order', async () => {
    const server = await start(DIRECTORY)
    for (const [index, severity] of ['low', 'high', 'medium', 'high', 'low', 'high'].entries()) {
      const services = index % 3 === 0 ? [] : [index % 2 === 0 ? 'api' : 'shop']
      const id = await declare(server, `n${index}`, { severity, services })
      if (index % 2 === 0) await server.as('bob').post(`/incidents/${id}/acknowledge`)
    }
    const names = ['recorded_at', 'updated_at', 'priority', 'status', 'service']
    for (const order of names.flatMap((name) => [name, `-${name}`])) {
      const whole = (await server.as('ana').get(`/incidents?order=${order}`)).body.items as Item[]
      const seen: Item[] = []
      for (let cursor = '', pages = 0; pages < 10; pages++) {
        const { body } = await server.as('ana').get(`/incidents?order=${order}&limit=2${cursor}`)
        seen.push(...body.items)
        if (body.next === null) break
        cursor = `&cursor=${body.next}`
      }
      expect(
        seen.map(({ id }) => id),
        order,
      ).toEqual(whole.map(({ id }) => id))
      expect(seen).toHaveLength(6)
      const { body } = await server.as('ana').get(`/incidents/ids?order=${order}&limit=4`)
      expect(body).toEqual({ ids: whole.slice(0, 4).map(({ id }) => id), is_complete: false })
    }
  })

  test('what leads an order comes first, and within it the newest', async () => {
    const server = await start(DIRECTORY)
    const { ask, titlesOf } = asking(server)
    await declare(server, 'old', { services: ['shop'] })
    const taken = await declare(server, 'taken', { scope: 'company_wide' })
    await declare(server, 'none', { services: [], severity: 'low' })
    await declare(server, 'new', { services: ['shop'] })
    await server.as('bob').post(`/incidents/${taken}/acknowledge`)
    expect(await titlesOf('', '&order=priority')).toEqual(['taken', 'new', 'old', 'none'])
    expect(await titlesOf('', '&order=-priority')).toEqual(['none', 'new', 'old', 'taken'])
    expect(await titlesOf('', '&order=status')).toEqual(['new', 'none', 'old', 'taken'])
    expect(await titlesOf('', '&order=service')).toEqual(['none', 'taken', 'new', 'old'])
    // Sends that end change incidents too, whenever they do.
    await settled(server.database)
    const updated = (await ask('', '&order=-updated_at')).items.map((item: { updated_at: string }) => item.updated_at)
    expect(updated).toEqual(updated.toSorted().reverse())
  })

  test('a cursor of another order, or of no list, is refused', async () => {
    const server = await start(DIRECTORY)
    for (const title of ['one', 'two']) await declare(server, title)
    const { body } = await server.as('ana').get('/incidents?order=priority&limit=1')
    const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    for (const [order, cursor] of [
      ['status', body.next],
      ['status', cursorOf('status', '1:x', 'INC-1')],
      ['priority', cursorOf('priority', 'P1', 'INC-1')],
      ['priority', cursorOf('priority', '9999999999999999:P1', 'INC-1')],
    ])
      expect((await server.as('ana').get(`/incidents?order=${order}&cursor=${cursor}`)).status).toBe(400)
  })
})
