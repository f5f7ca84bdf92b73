import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from '../shell/app/testing/on-server.ts'

const DIRECTORY = aDirectory({
  services: [aService('api'), aService('shop')],
  sources: [
    aSource('mapped', { service: undefined as never, map: { title: 'body.what' } }),
    aSource('am', { system: 'alertmanager' }),
    aSource('pd', { system: 'pagerduty-events' }),
    aSource('backup', { system: 'heartbeat' }),
  ],
})

describeOnServer('embedded', 'the preview of a source', (start) => {
  const begin = async () => {
    const server = await start(DIRECTORY)
    const caller = server.asKey('manager')
    return { server, preview: (source: string, body: object) => caller.post(`/sources/${source}/preview`, body) }
  }

  test('shows the signals that a body would make, with the mapping that is being written', async () => {
    const { server, preview } = await begin()
    const payload = JSON.stringify({ what: 'Disk full', id: 'd1', labels: { service: 'shop' }, lvl: 'critical' })
    const kept = await preview('mapped', { payload })
    expect(kept.body).toMatchObject({
      signals: [{ key: 'd1', title: 'Disk full', severity: 'high', service: { id: 'shop', name: 'The shop' } }],
      ...{ signals_count: 1, changes_count: 0, is_beat: false, problems: [], errors: [], reply: { status: 200 } },
    })
    const changed = await preview('mapped', { payload, map: { title: 'body.what', severity: 'body.lvl' } })
    expect(changed.body.signals[0].severity).toBe('critical')

    const nothing = await server.as('ana').get('/alerts')
    expect(nothing.body.items).toEqual([])
    expect((await server.as('ana').get('/sources/mapped/deliveries')).body.items).toEqual([])
    expect((await server.as('ana').get('/sources/mapped/problems')).body.items).toEqual([])
  })

  test('reads the headers that are given with it, whatever the case of their names', async () => {
    const { preview } = await begin()
    const map = { title: 'body.what + " of " + headers["x-team"]' }
    const payload = '{"what":"Disk full","id":"d1"}'
    const without = await preview('mapped', { payload, map })
    expect(JSON.stringify([without.body.problems, without.body.reply])).toContain('No such key')
    const { body } = await preview('mapped', { payload, map, headers: { 'X-Team': 'payments' } })
    expect(body).toMatchObject({ problems: [], signals: [{ title: 'Disk full of payments' }] })
    const many = Object.fromEntries(Array.from({ length: 61 }, (_, n) => [`x-${n}`, 'v']))
    expect((await preview('mapped', { payload, headers: many })).body.error.details[0].field).toBe('headers')
  })

  test('says where an expression is wrong, and what the others make', async () => {
    const { preview } = await begin()
    const { body } = await preview('mapped', { payload: '{"what":"x"}', map: { title: 'body.what', state: '1 +' } })
    expect(body.errors).toEqual([{ field: 'state', message: 'Unexpected token: EOF', position: 3, line: 1, column: 4 }])
    expect(body.signals).toMatchObject([{ title: 'x', state: 'firing' }])
  })

  test('says what is wrong with a body, and what the sender would be told', async () => {
    const { preview } = await begin()
    const { body } = await preview('mapped', { payload: '{"what":' })
    expect(body).toMatchObject({ signals: [], reply: { status: 400 } })
    expect(body.problems[0]).toContain('not JSON')
  })

  test.each([
    [
      'am',
      JSON.stringify({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'Up' } }] }),
      { signals_count: 1 },
    ],
    ['pd', JSON.stringify({ event_action: 'trigger', payload: { summary: 'S', source: 's', severity: 'info' } }), {}],
    ['backup', '', { is_beat: true, signals_count: 0 }],
  ])('works for %s', async (source, payload, expected) => {
    const { preview } = await begin()
    const answer = await preview(source, { payload })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject(expected)
  })

  test('takes bodies that are no text, shows fifty signals, and is for managers', async () => {
    const { server, preview } = await begin()
    const many = Buffer.from(JSON.stringify({ l: Array.from({ length: 60 }, (_, n) => ({ id: `a${n}` })) }))
    const answer = await preview('mapped', {
      ...{ payload: many.toString('base64'), encoding: 'base64' },
      map: { alerts: 'body.l', dedup_key: 'item.id' },
    })
    expect(answer.body.signals).toHaveLength(50)
    expect(answer.body.signals_count).toBe(60)
    expect((await preview('none', { payload: '' })).status).toBe(404)
    expect((await server.as('ana').post('/sources/mapped/preview', { payload: '{}' })).status).toBe(403)
  })
})
