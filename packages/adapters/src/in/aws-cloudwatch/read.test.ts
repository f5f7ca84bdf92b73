import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson, payloadNames, payloadText } from '../testing/door-request.ts'
import { expectSound, hostileBody } from '../testing/hostile-body.ts'
import { awsCloudwatch } from './read.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:incident-alarms'
const ALARM_ARN = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:checkout-5xx-rate'
const OURS = { ...CONTEXT, options: { topic_arns: [TOPIC] } }
const read = (body: unknown, context = CONTEXT, headers = {}) =>
  awsCloudwatch.read(
    doorRequest(body, { headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers } }),
    context,
  )
const readPayload = (name: string, context = CONTEXT) => read(payloadText('aws-cloudwatch', name), context)
const alarmNames = payloadNames('aws-cloudwatch').filter((name) => !name.includes('subscription'))

test.each(alarmNames)('%s is read, and nothing is odd about it', (name) => {
  const reading = readPayload(name)
  expect(reading.problems).toEqual([])
  expect(reading.signals).toHaveLength(1)
  expectSound(reading, [200])
})

test('an alarm is the same alert when it recovers, whichever way it comes', () => {
  const firing = [
    'sns-notification-ALARM-sigv1.json',
    'sns-notification-ALARM-sigv2.json',
    'eventbridge-alarm-state-change.json',
  ]
  const over = ['sns-notification-OK-sigv2.json', 'eventbridge-alarm-state-change-OK.json']
  const told = [...firing, ...over].map((name) => readPayload(name).signals[0])
  expect(told.map((signal) => [signal?.key, signal?.state])).toEqual([
    ...firing.map(() => [ALARM_ARN, 'firing']),
    ...over.map(() => [ALARM_ARN, 'resolved']),
  ])
})

test('what an alarm has no field for stands in its description', () => {
  expect(readPayload('sns-notification-ALARM-sigv2.json').signals[0]).toMatchObject({
    title: 'checkout-5xx-rate',
    severity: 'critical',
    labels: {
      service: 'checkout',
      region: 'eu-central-1',
      account: '123456789012',
      namespace: 'AWS/ApplicationELB',
      metric: 'HTTPCode_Target_5XX_Count',
      LoadBalancer: 'app/checkout/50dc6c495c0c9188',
    },
    startedAt: at('2026-03-02T10:11:05.123Z'),
    link: 'https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/checkout-5xx-rate',
    isTest: false,
  })
  expect(readPayload('eventbridge-alarm-state-change.json').signals[0]).toMatchObject({
    severity: 'critical',
    labels: { service: 'checkout', LoadBalancer: 'app/checkout/50dc6c495c0c9188' },
    startedAt: at('2026-03-02T10:11:05.123Z'),
  })
})

test('a recovery names its time, so that one that SNS delivers too late cannot end the next episode', () => {
  const [signal] = readPayload('sns-notification-OK-sigv2.json').signals
  expect([signal?.startedAt, signal?.endedAt]).toEqual([at('2026-03-02T10:26:05.123Z'), at('2026-03-02T10:26:05.123Z')])
})

test('alarms of metric math and composite alarms say what they are about', () => {
  expect(readPayload('raw-delivery-metric-math.json').signals[0]).toMatchObject({
    labels: { metric: 'NetworkOut', namespace: 'AWS/EC2', InstanceId: 'TestInstance' },
    severity: 'unknown',
  })
  expect(readPayload('sns-composite-alarm-message.json').signals[0]).toMatchObject({
    title: 'checkout-degraded',
    annotations: { rule: 'ALARM(checkout-5xx-rate) AND ALARM(checkout-latency-p99)' },
  })
})

test('the event of a Lambda function is read as the message in it', () => {
  const [wrapped] = readPayload('lambda-event-metric-math.json').signals
  expect(wrapped).toEqual(readPayload('raw-delivery-metric-math.json').signals[0])
})

test('too few data fire where somebody asked to be told, and are nothing among all that EventBridge sends', () => {
  const name = 'sns-notification-INSUFFICIENT_DATA-sigv2.json'
  const event = payloadText('aws-cloudwatch', 'eventbridge-alarm-state-change.json').replace(
    '"ALARM"',
    '"INSUFFICIENT_DATA"',
  )
  expect(readPayload(name).signals).toMatchObject([
    { state: 'firing', title: 'No data: checkout-5xx-rate', key: ALARM_ARN },
  ])
  expect(read(event)).toMatchObject({ signals: [], reply: { status: 200 } })
  const wanting = (insufficient_data: string) => ({ ...CONTEXT, options: { insufficient_data } })
  expect(readPayload(name, wanting('ignore')).signals).toEqual([])
  expect(readPayload(name, wanting('resolve')).signals).toMatchObject([{ state: 'resolved' }])
  expect(read(event, wanting('fire')).signals).toMatchObject([{ state: 'firing' }])
})

test('the subscription of a topic that the source names is confirmed, where SNS says', () => {
  const reading = readPayload('sns-subscription-confirmation-sigv2.json', OURS)
  const { SubscribeURL } = payloadJson('aws-cloudwatch', 'sns-subscription-confirmation-sigv2.json') as {
    SubscribeURL: string
  }
  expect(reading).toMatchObject({ confirm: { url: SubscribeURL }, signals: [], reply: { status: 200 }, problems: [] })
  expect(reading.confirm?.host.test('sns.eu-central-1.amazonaws.com')).toBe(true)
})

test('the subscription of another topic is confirmed by nobody', () => {
  for (const context of [CONTEXT, { ...CONTEXT, options: { topic_arns: [`${TOPIC}-other`] } }]) {
    const reading = readPayload('sns-subscription-confirmation-sigv2.json', context)
    expect(reading.confirm).toBeUndefined()
    expect(reading.reply.status).toBe(403)
    expect(reading.problems).toEqual([expect.stringContaining('add it to topic_arns')])
  }
})

test('an address that does something else than confirm this topic is not gone to', () => {
  const confirmation = payloadJson('aws-cloudwatch', 'sns-subscription-confirmation-sigv2.json') as Record<
    string,
    string
  >
  for (const url of [
    'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
    `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}x`,
    '',
  ]) {
    const reading = read({ ...confirmation, SubscribeURL: url }, OURS)
    expect(reading.confirm).toBeUndefined()
    expect(reading.reply.status).toBe(400)
  }
})

test('a farewell is told to the owner', () => {
  const reading = read({ Type: 'UnsubscribeConfirmation', TopicArn: TOPIC })
  expect(reading).toMatchObject({ reply: { status: 200 }, signals: [] })
  expect(reading.problems).toEqual([expect.stringContaining('was unsubscribed')])
})

test('other messages of a topic are alerts by their subject, whatever is in them', () => {
  const message = (Message: string, Subject?: string) =>
    read({ Type: 'Notification', TopicArn: TOPIC, Message, ...(Subject && { Subject }) }).signals[0]
  const budget = message('You are over.\nBy far.', 'AWS Budgets: over')
  expect(budget).toMatchObject({ title: 'AWS Budgets: over', description: 'You are over.\nBy far.', state: 'firing' })
  expect(message('Another text', 'AWS Budgets: over')?.key).toBe(budget?.key)
  expect(message('First line\nsecond')?.title).toBe('First line')
  expect(message('{"a":1}')?.title).toBe('{"a":1}')
  const raw = read('plain words', CONTEXT, { 'x-amz-sns-topic-arn': TOPIC, 'x-amz-sns-rawdelivery': 'true' })
  expect(raw.signals[0]).toMatchObject({ title: 'plain words', labels: { topic: TOPIC } })
})

test('another event of EventBridge is an alert of what it is about', () => {
  const event = {
    'detail-type': 'AWS Health Event',
    source: 'aws.health',
    resources: ['i-1'],
    region: 'us-east-1',
    detail: { service: 'EC2', eventTypeCode: 'AWS_EC2_INSTANCE_DEGRADED' },
  }
  expect(read(event).signals[0]).toMatchObject({ title: 'AWS_EC2_INSTANCE_DEGRADED', labels: { service: 'EC2' } })
})

test('what is none of these is refused with the reason', () => {
  expect(read('{').reply.status).toBe(400)
  expect(read({ hello: 1 }).problems).toEqual([expect.stringContaining('neither a message of SNS')])
  expect(awsCloudwatch.read(doorRequest('', { method: 'GET' }), CONTEXT).reply.status).toBe(405)
})

test('nothing that comes in makes it throw or answer oddly', () => {
  const names = [
    'Type',
    'TopicArn',
    'Message',
    'Subject',
    'SubscribeURL',
    'AlarmName',
    'NewStateValue',
    'AlarmArn',
    'Trigger',
  ]
  names.push(
    'Metrics',
    'Dimensions',
    'name',
    'value',
    'detail-type',
    'source',
    'detail',
    'alarmName',
    'Records',
    'Sns',
    'resources',
  )
  const samples = payloadNames('aws-cloudwatch').map((name) => payloadText('aws-cloudwatch', name))
  fc.assert(
    fc.property(hostileBody(names, samples), fc.boolean(), (body, isRaw) => {
      const headers: Record<string, string> = isRaw ? { 'x-amz-sns-topic-arn': TOPIC } : {}
      expectSound(awsCloudwatch.read(doorRequest(body, { headers }), OURS), [200, 400, 403])
    }),
    { numRuns: 500 },
  )
})
