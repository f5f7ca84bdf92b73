import { expect, test } from 'vitest'
import { at, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { splunk } from './read.ts'

const sample = (name: string) => signalOfSample(splunk, name)
const alert = (result: object, overrides: object = {}) =>
  signalIn(splunk, { ...(payloadJson('splunk', 'saved-search.json') as object), result, ...overrides })

test('a saved search is an alert, known by app and name, and not by the run', () => {
  expect(sample('saved-search.json')).toMatchObject({
    key: 'search/mongod errors',
    state: 'firing',
    title: 'mongod errors',
    severity: 'unknown',
    labels: { search: 'mongod errors', app: 'search', host: 'db-1', sourcetype: 'mongod' },
    annotations: { count: '8', owner: 'admin' },
    link: 'http://web.example.local:8000/app/search/@go?sid=scheduler__admin__search_RMD5_at_14232356_132',
  })
  expect(alert({ host: 'db-2' }, { sid: 'another' }).key).toBe('search/mongod errors')
})

test('fields with several values keep all of them', () => {
  expect(sample('realtime-multivalue.json')).toMatchObject({
    key: 'ops/checkout 5xx',
    severity: 'high',
    labels: { host: 'web-1, web-2', service: 'checkout' },
    startedAt: at('2026-03-02T10:11:05Z'),
  })
  expect(sample('realtime-multivalue.json').annotations).not.toHaveProperty('_time')
})

test('fields of the row say what the search knows: the key, the state, the words', () => {
  const fields = {
    host: 'web-1',
    alert_key: 'web-1',
    alert_title: '5xx on web-1',
    alert_severity: 'critical',
    alert_link: 'https://wiki.example.com/5xx',
  }
  const firing = alert(fields)
  expect(firing).toMatchObject({
    key: 'search/mongod errors/web-1',
    title: '5xx on web-1',
    severity: 'critical',
    link: 'https://wiki.example.com/5xx',
  })
  expect(alert({ ...fields, alert_state: 'resolved', alert_title: 'fine' })).toMatchObject({
    key: firing.key,
    state: 'resolved',
  })
})

test('a source can be told which fields tell its alerts apart', () => {
  const body = { ...(payloadJson('splunk', 'saved-search.json') as object), result: { host: 'db-1', disk: '/var' } }
  const context = { options: { key_fields: ['host', 'disk'] } }
  const [signal] = readingOf(splunk, body, { context }).signals
  expect(signal).toMatchObject({ key: 'search/mongod errors/db-1/%2Fvar', labels: { disk: '/var' } })
})

test('a search without a name is known by what its runs have in common', () => {
  const run = (sid: string) => signalIn(splunk, { sid, search_name: null, app: 'ops', result: {} }).key
  expect(run('rt_scheduler__ops__search__RMD5abc_at_1772446200_1.3')).toBe('ops/scheduler__ops__search__RMD5abc')
  expect(run('scheduler__ops__search__RMD5abc_at_1772449999_7')).toBe('ops/scheduler__ops__search__RMD5abc')
})

test('an odd state fires, and the source is told; a result may be missing', () => {
  const reading = readingOf(splunk, { search_name: 'x', result: { alert_state: 'sort of' } })
  expect([reading.signals[0]?.state, reading.problems.length]).toEqual(['firing', 1])
  expect(signalIn(splunk, { search_name: 'x', result: null })).toMatchObject({ title: 'x', state: 'firing' })
})

test('a detector of Splunk Observability opens and closes its incident', () => {
  const incident = {
    incidentId: 'EabcDEFAAAA',
    detector: 'CPU high',
    rule: 'over 90',
    severity: 'Major',
    status: 'anomalous',
    statusExtended: 'anomalous',
    messageTitle: 'CPU high on web-1',
    dimensions: { host: 'web-1', service: 'checkout' },
    timestamp: '2026-03-02T10:11:05Z',
    detectorUrl: 'https://app.signalfx.com/#/detector/x',
  }
  expect(signalIn(splunk, incident)).toMatchObject({
    key: 'incident:EabcDEFAAAA',
    state: 'firing',
    title: 'CPU high on web-1',
    severity: 'high',
    labels: { host: 'web-1', service: 'checkout', detector: 'CPU high' },
    link: 'https://app.signalfx.com/#/detector/x',
  })
  for (const statusExtended of ['ok', 'auto resolved', 'manually resolved', 'stopped']) {
    expect(signalIn(splunk, { ...incident, statusExtended })).toMatchObject({
      key: 'incident:EabcDEFAAAA',
      state: 'resolved',
    })
  }
})
