import { expect, test } from 'vitest'
import { at, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { zabbix } from './read.ts'

const sample = (name: string) => signalOfSample(zabbix, name)
const problem = (overrides: object) =>
  signalIn(zabbix, { ...(payloadJson('zabbix', 'problem.json') as object), ...overrides })

test('a problem that is acknowledged, made worse and recovers is one alert', () => {
  expect(sample('problem.json')).toMatchObject({
    key: 'event/90311',
    state: 'firing',
    title: 'Linux: High memory utilization (>90% for 5m) on db-1',
    description: 'Current utilization: 93.2 %',
    severity: 'medium',
    labels: { service: 'checkout', host: 'db-1', host_ip: '10.20.4.17', trigger: '33012' },
    link: 'https://zabbix.example.com/tr_events.php?triggerid=33012&eventid=90311',
    isTest: false,
  })
  expect(sample('update-acknowledged.json')).toMatchObject({ key: 'event/90311', state: 'acknowledged' })
  expect(sample('update-severity-changed.json')).toMatchObject({
    key: 'event/90311',
    state: 'firing',
    severity: 'high',
  })
  expect(sample('recovery.json')).toMatchObject({ key: 'event/90311', state: 'resolved' })
})

test('what somebody wrote is no acknowledgement, and neither is taking one back', () => {
  const update = (event_update_action: string) => problem({ event_update_status: '1', event_update_action }).state
  expect(update('acknowledged')).toBe('acknowledged')
  expect(update('commented (acknowledged by phone)')).toBe('firing')
  expect(update('unacknowledged')).toBe('firing')
  expect(problem({ event_update_status: '0', event_update_action: 'acknowledged' }).state).toBe('firing')
})

test.each(['0 unknown', '1 info', '2 low', '3 medium', '4 high', '5 critical'])('severity %s', (words) => {
  const [event_nseverity, severity] = words.split(' ')
  expect(problem({ event_nseverity }).severity).toBe(severity)
})

test('the severity by name counts where the number is missing', () => {
  expect(problem({ event_nseverity: '{EVENT.NSEVERITY}', event_severity: 'Disaster' }).severity).toBe('critical')
})

test('macros that Zabbix could not fill mean nothing', () => {
  const signal = problem({
    host_name: '*UNKNOWN*',
    host_ip: '{HOST.IP}',
    event_opdata: '{EVENT.OPDATA}',
    zabbix_url: '{$ZABBIX.URL}',
    event_tags: '{EVENT.TAGSJSON}',
  })
  expect(signal).toMatchObject({
    title: 'Linux: High memory utilization (>90% for 5m)',
    labels: { trigger: '33012' },
    description: 'Problem started at 10:11:05 on 2026.03.02',
  })
  expect(signal.link).toBeUndefined()
})

test('only a time in seconds is certain: the others are in a zone that they do not say', () => {
  expect(problem({}).startedAt).toBeUndefined()
  expect(problem({ event_timestamp: '1772446265' }).startedAt).toBe(at('2026-03-02T10:11:05Z'))
})

test('tags are read as JSON and as a list', () => {
  expect(problem({ event_tags: 'service:shop, prod' }).labels).toMatchObject({ service: 'shop', tags: 'prod' })
  expect(problem({ event_tags: '[{"tag":"eu","value":""}]' }).labels).toMatchObject({ eu: 'true' })
})

test('the script of Grafana OnCall works with another address', () => {
  expect(sample('oncall-style-problem.json')).toMatchObject({
    key: 'event/90311',
    state: 'firing',
    title: 'High memory utilization',
    link: 'https://zabbix.example.com/tr_events.php?triggerid=33012&eventid=90311',
  })
  const ok = { ...(payloadJson('zabbix', 'oncall-style-problem.json') as object), state: 'ok' }
  expect(signalIn(zabbix, ok)).toMatchObject({ key: 'event/90311', state: 'resolved' })
})

test('a value that is none is a problem, and the source is told', () => {
  const reading = readingOf(zabbix, { ...(payloadJson('zabbix', 'problem.json') as object), event_value: '' })
  expect([reading.signals[0]?.state, reading.problems.length]).toEqual(['firing', 1])
})

/** The media type as Zabbix runs it: the parameters as JSON, and a request object of its own. */
function runMediaType(macros: Record<string, string>, status = 200) {
  const text =
    guide.zabbixMediaType?.({ key: 'k', addresses: ['https://t.example.com/in/zabbix/k'], hasSecret: true }) ?? ''
  const script = /script: \|\n((?: {8}.*\n)+)/.exec(text)?.[1]?.replace(/^ {8}/gm, '') ?? ''
  const parameters = [...text.matchAll(/- name: (\w+)\n {10}value: '(.*)'/g)].map(([, name = '', value = '']) => [
    name,
    macros[value] ?? value,
  ])
  const sent: { url: string; body: string; headers: string[] } = { url: '', body: '', headers: [] }
  class HttpRequest {
    addHeader(header: string) {
      sent.headers.push(header)
    }
    post(url: string, body: string) {
      Object.assign(sent, { url, body })
      return 'answer'
    }
    getStatus() {
      return status
    }
  }
  const run = new Function('value', 'HttpRequest', script) as (value: string, request: unknown) => unknown
  return { result: run(JSON.stringify(Object.fromEntries(parameters)), HttpRequest), sent }
}

test('our media type posts what is read, to the address, with the secret in a header alone', () => {
  const { result, sent } = runMediaType({
    '{EVENT.ID}': '7',
    '{EVENT.VALUE}': '1',
    '{EVENT.NAME}': 'Disk "full"',
    '{HOST.NAME}': 'db-1',
    '{EVENT.NSEVERITY}': '5',
  })
  expect(result).toBe('OK')
  expect(sent.url).toBe('https://t.example.com/in/zabbix/k')
  expect(sent.headers).toEqual(['Content-Type: application/json', 'X-Tocsin-Secret: <the secret>'])
  expect(sent.body).not.toContain('secret')
  expect(signalIn(zabbix, sent.body)).toMatchObject({
    key: 'event/7',
    title: 'Disk "full" on db-1',
    severity: 'critical',
    state: 'firing',
    isTest: false,
  })
})

test('the test of the media type, whose macros stay unfilled, is a test; and a refusal makes Zabbix try again', () => {
  expect(signalIn(zabbix, runMediaType({}).sent.body)).toMatchObject({ isTest: true })
  expect(() => runMediaType({}, 503)).toThrow('Tocsin answered 503: answer')
})
