import { expect, test } from 'vitest'
import { at } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { pingdom } from './read.ts'

const sample = (name: string) => signalOfSample(pingdom, name)

test('a check that is down and up again is one alert', () => {
  expect(sample('down.json')).toMatchObject({
    key: 'uptime/12345',
    state: 'firing',
    title: 'Name of HTTP check is down',
    description: 'HTTP Error 503',
    severity: 'high',
    labels: { check: 'Name of HTTP check', check_type: 'HTTP', host: 'www.example.com', tags: 'prod' },
    annotations: { first_probe: 'Stockholm, Sweden', url: 'https://www.example.com/path' },
    startedAt: at('2026-03-02T10:11:05Z'),
    link: 'https://my.pingdom.com/app/reports/uptime#check=12345',
    isTest: false,
  })
  expect(sample('up.json')).toMatchObject({
    key: 'uptime/12345',
    state: 'resolved',
    endedAt: at('2026-03-02T10:11:05Z'),
  })
  expect(sample('up.json').startedAt).toBeUndefined()
})

test('a transaction with the number of an uptime check is another alert', () => {
  expect(sample('transaction-failing.json')).toMatchObject({
    key: 'transaction/12345',
    state: 'firing',
    title: 'Name of HTTP check is failing',
  })
  expect(signalIn(pingdom, { check_id: 12345, check_type: 'TRANSACTION', current_state: 'SUCCESS' })).toMatchObject({
    key: 'transaction/12345',
    state: 'resolved',
  })
})

test('importance is severity, and nothing where a check has none', () => {
  const severityOf = (importance_level?: string) =>
    signalIn(pingdom, { check_id: 1, current_state: 'DOWN', importance_level }).severity
  expect([severityOf('HIGH'), severityOf('LOW'), severityOf()]).toEqual(['high', 'low', 'unknown'])
})

test('a tag says to which service a check belongs', () => {
  const { labels } = signalIn(pingdom, {
    check_id: 1,
    current_state: 'DOWN',
    tags: ['web', 'service:checkout', 'https://x', 'eu'],
  })
  expect(labels).toEqual({ service: 'checkout', tags: 'eu,https://x,web' })
})

test('an id keeps its digits, however many', () => {
  expect(signalIn(pingdom, '{"check_id":12345678901234567891,"current_state":"DOWN"}').key).toBe(
    'uptime/12345678901234567891',
  )
})

test('a state that nobody knows fires, and the source is told', () => {
  const reading = readingOf(pingdom, { check_id: 1, current_state: 'SLEEPY' })
  expect(reading.signals[0]?.state).toBe('firing')
  expect(reading.problems).toEqual(['its current_state is none that Pingdom has; taken as firing'])
})
