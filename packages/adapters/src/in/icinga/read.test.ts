import { expect, test } from 'vitest'
import { at, payloadText } from '../testing/door-request.ts'
import { readingOf, signalIn } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { icinga } from './read.ts'

test('the stream of events is one alert from its problem by its acknowledgement to its recovery', () => {
  const { signals, problems } = readingOf(icinga, payloadText('icinga', 'event-stream-statechange.ndjson'))
  expect(problems).toEqual([])
  expect(signals.map(({ key, state }) => `${key} ${state}`)).toEqual([
    'web-1!http firing',
    'web-1!http acknowledged',
    'web-1!http resolved',
  ])
  expect(signals[0]).toMatchObject({
    title: 'http on web-1 is CRITICAL',
    severity: 'critical',
    description: 'HTTP CRITICAL: 503',
    startedAt: at('2026-03-02T10:11:05.123Z'),
  })
  expect(signals[2]?.endedAt).toBe(at('2026-03-02T10:16:05.100Z'))
})

const change = (overrides: object) => ({
  type: 'StateChange',
  host: 'web-1',
  service: 'http',
  state: 2,
  state_type: 1,
  downtime_depth: 0,
  check_result: { output: 'x' },
  ...overrides,
})

test('soft states, problems in a downtime and comments are nobody’s alert', () => {
  const quiet = [change({ state_type: 0 }), change({ downtime_depth: 1 }), { type: 'CommentAdded', host: 'web-1' }]
  for (const event of quiet)
    expect(readingOf(icinga, event)).toMatchObject({ reply: { status: 200 }, signals: [], problems: [] })
  expect(signalIn(icinga, change({ state: 0, downtime_depth: 1 })).state).toBe('resolved')
})

test('states of hosts are up and down', () => {
  const host = (state: number) => signalIn(icinga, change({ service: undefined, state }))
  expect([host(1), host(0)]).toMatchObject([
    { key: 'web-1', state: 'firing', severity: 'critical' },
    { key: 'web-1', state: 'resolved' },
  ])
})

test('an event of a notification has its words in its result', () => {
  const event = {
    type: 'Notification',
    notification_type: 'PROBLEM',
    host: 'web-1',
    service: 'http',
    check_result: { state: 1, output: 'slow' },
    timestamp: 1772446265,
  }
  expect(signalIn(icinga, event)).toMatchObject({
    key: 'web-1!http',
    state: 'firing',
    severity: 'medium',
    description: 'slow',
  })
})

test('one line that is no event costs itself', () => {
  const reading = readingOf(icinga, `${JSON.stringify(change({}))}\n{"type":"Other"}\n`)
  expect(reading.signals).toHaveLength(1)
  expect(reading.problems).toEqual(['1 of 2 events have no host'])
})

test('what the command of the guide posts is read, and known by the same name as the events', () => {
  const text =
    guide.icingaCommand?.({ key: 'k', addresses: ['https://t.example.com/in/icinga/k'], hasSecret: true }) ?? ''
  const post = (macros: Record<string, string>) => {
    const fields = [...text.matchAll(/value = "(\w+)=\$([\w.]+)\$"/g)]
    const said = fields.flatMap(([, field = '', macro = '']) =>
      macros[macro] === undefined ? [] : [[field, macros[macro]]],
    )
    return signalIn(icinga, new URLSearchParams(said).toString())
  }
  const macros = {
    'notification.type': 'PROBLEM',
    'host.name': 'web-1',
    'host.state': 'DOWN',
    'host.output': 'gone',
    'icinga.timet': '1772446265',
  }
  expect(post(macros)).toMatchObject({ key: 'web-1', state: 'firing', severity: 'critical', description: 'gone' })
  const service = {
    'service.name': 'http',
    'service.state': 'WARNING',
    'service.output': 'a "quoted" & odd one',
    'service.vars.tocsin_service': 'checkout',
  }
  expect(post({ ...macros, ...service })).toMatchObject({
    key: 'web-1!http',
    state: 'firing',
    severity: 'medium',
    description: 'a "quoted" & odd one',
    labels: { service: 'checkout' },
  })
  expect(text).toContain('"-H", "x-tocsin-secret: <the secret>"')
})
