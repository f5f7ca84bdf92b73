import { expect, test } from 'vitest'
import { CONTEXT, doorRequest, payloadText } from '../testing/door-request.ts'
import { expectSound } from '../testing/hostile-body.ts'
import { grafana } from './read.ts'

const RULE = { orgId: 1, ruleId: 42, ruleName: 'Disk full', state: 'alerting', ruleUrl: 'https://g.example.com/d/x' }
const read = (body: unknown) => grafana.read(doorRequest(body), CONTEXT)
const signalOf = (changes: object) => read({ ...RULE, ...changes }).signals[0]

test('the button of a notification channel is a test', () => {
  const reading = read(payloadText('grafana', 'legacy-v7-alerting.json'))
  expect(reading.signals).toMatchObject([
    { isTest: true, title: 'Test notification', annotations: { value: 'High value = 100, Higher Value = 200' } },
  ])
  expectSound(reading, [200])
})

test('a rule is told apart by its organisation and number, firing and recovered alike', () => {
  const firing = signalOf({ tags: { severity: 'critical', service: 'shop' } })
  expect(firing).toMatchObject({
    key: 'legacy/1/42',
    state: 'firing',
    title: 'Disk full',
    severity: 'critical',
    labels: { alertname: 'Disk full', service: 'shop' },
    link: 'https://g.example.com/d/x',
    isTest: false,
  })
  expect(signalOf({ state: 'ok' })).toMatchObject({ key: firing?.key, state: 'resolved' })
  expect(signalOf({ orgId: 2 })?.key).not.toBe(firing?.key)
})

test('no data fires, a pause ends, and what is pending holds nothing', () => {
  expect(signalOf({ state: 'no_data' })).toMatchObject({ state: 'firing', title: 'No data: Disk full' })
  expect(signalOf({ state: 'paused' })?.state).toBe('resolved')
  expect(read({ ...RULE, state: 'pending' })).toMatchObject({ signals: [], reply: { status: 200 } })
})

test('a state that nobody knows fires, and the source’s page says so', () => {
  expect(read({ ...RULE, state: 'odd' })).toMatchObject({
    signals: [{ state: 'firing' }],
    problems: ['its state is none that Grafana has; taken as firing'],
  })
})
