import { expect, test } from 'vitest'
import { at, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { servicenow } from './read.ts'

const sample = (name: string) => signalOfSample(servicenow, name)
const KEY = '9d385017c611228701d22104cc95c371'
const changed = (overrides: object) =>
  signalIn(servicenow, { ...(payloadJson('servicenow', 'created.json') as object), ...overrides })

test('an incident is one alert until it is resolved, and acknowledged while it is in progress', () => {
  expect(sample('created.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'INC0010002 Checkout 5xx',
    description: 'Customers cannot pay',
    severity: 'critical',
    labels: { service: 'checkout', configuration_item: 'checkout-prod', assignment_group: 'Payments' },
    startedAt: at('2026-03-02T10:12:00Z'),
    link: `https://acme.service-now.com/incident.do?sys_id=${KEY}`,
  })
  expect(readingOf(servicenow, payloadText('servicenow', 'in-progress.json')).signals).toMatchObject([
    { key: KEY, state: 'firing' },
    { key: KEY, state: 'acknowledged' },
  ])
  expect(sample('resolved.json')).toMatchObject({
    key: KEY,
    state: 'resolved',
    endedAt: at('2026-03-02T11:00:00Z'),
    annotations: { closed_as: 'Solution provided: rolled back', correlation_id: 'inc-2026-0042' },
  })
})

test('values are read as the table has them, and as it shows them', () => {
  expect(changed({ state: 'Resolved', priority: '2 - High' })).toMatchObject({ state: 'resolved', severity: 'high' })
  const held = readingOf(servicenow, { sys_id: 'x', state: 'On Hold', priority: 'Critical' }).signals.at(-1)
  expect(held).toMatchObject({ state: 'acknowledged', severity: 'critical' })
  for (const state of ['6', '7', '8']) expect(changed({ state }).state).toBe('resolved')
})

test('what is not urgent, or deleted, is no alert', () => {
  expect(changed({ priority: '3' }).state).toBe('resolved')
  expect(changed({ operation: 'delete' }).state).toBe('resolved')
})

test('a state that nobody knows fires, and the source is told', () => {
  const reading = readingOf(servicenow, { sys_id: 'x', state: 'Sleeping', short_description: 'y' })
  expect(reading.signals[0]).toMatchObject({ state: 'firing', severity: 'unknown' })
  expect(reading.problems).toEqual(['its state is none of the base system; taken as new'])
})
