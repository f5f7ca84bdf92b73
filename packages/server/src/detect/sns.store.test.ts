import { sign } from 'node:crypto'
import { payloadText } from '@tocsin/adapters/in/testing/door-request.ts'
import { makeSelfSigned } from '@tocsin/adapters/in/testing/self-signed.ts'
import type { NetError, NetRequest, NetResponse } from '@tocsin/adapters/out/net.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { until } from '../shell/engine/testing/engine-bench.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { type DoorServer, keyOf, startDoorServer } from './testing/door-server.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:incident-alarms'
const SNS = 'https://sns.eu-central-1.amazonaws.com'
const CERTIFICATE = `${SNS}/SimpleNotificationService-0123.pem`
const { pem, privateKey } = makeSelfSigned('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z')

/** SNS as a receiver sees it: it signs what it sends, shows its certificate, and confirms what its own addresses ask for. */
function createSns() {
  const asked: string[] = []
  const confirmed: string[] = []
  let isUp = true
  let token = 0
  const answer = ({ url, method }: NetRequest): NetResponse | NetError => {
    asked.push(url)
    if (!isUp) return { error: 'timeout', cause: 'no answer in time' }
    if (method === 'GET' && url === CERTIFICATE) return { status: 200, headers: {}, body: pem }
    const { origin, searchParams } = new URL(url)
    if (origin !== SNS || searchParams.get('Token') !== `token-${token}`) throw new Error(`nobody is at ${url}`)
    confirmed.push(searchParams.get('TopicArn') ?? '')
    return { status: 200, headers: {}, body: '<ConfirmSubscriptionResponse/>' }
  }
  const envelope = (fields: Record<string, string>) => {
    const whole = { ...fields, Timestamp: formatInstant(systemClock.now()), TopicArn: TOPIC }
    const text = Object.entries(whole)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}\n${value}\n`)
      .join('')
    const Signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64')
    return { ...whole, SignatureVersion: '2', SigningCertURL: CERTIFICATE, Signature }
  }
  return {
    ...{ asked, confirmed, net: { fetch: async (request: NetRequest) => answer(request) } },
    setUp(now: boolean) {
      isUp = now
    },
    notification: (message: object) =>
      envelope({ Type: 'Notification', MessageId: 'm', Message: JSON.stringify(message) }),
    confirmation(topic = TOPIC) {
      token += 1
      return envelope({
        ...{ Type: 'SubscriptionConfirmation', MessageId: 'm', Message: 'You have chosen …', Token: `token-${token}` },
        SubscribeURL: `${SNS}/?Action=ConfirmSubscription&TopicArn=${topic}&Token=token-${token}`,
      })
    },
  }
}

const ALARM = JSON.parse(payloadText('aws-cloudwatch', 'raw-delivery-metric-math.json')) as Record<string, unknown>

describeOnEachEngine('alarms by way of SNS', (open) => {
  let server: DoorServer
  let sns: ReturnType<typeof createSns>
  const begin = async (options: object) => {
    sns = createSns()
    server = await startDoorServer(await open(), {
      net: sns.net,
      changes: { 'aws-cloudwatch': { options: { ...options } } },
    })
  }
  beforeEach(() => begin({ topic_arns: [TOPIC] }))
  afterEach(() => server.stop())
  /** SNS calls its JSON a text. */
  const send = async (body: object) =>
    (
      await server.post(`/in/aws-cloudwatch/${keyOf('aws-cloudwatch')}`, body, {
        'content-type': 'text/plain; charset=UTF-8',
      })
    ).status
  /** They are noted behind the sender's back. */
  const problems = async (count: number) => {
    await until(async () => (await server.bench.rows('door_problems')).length >= count)
    return (await server.bench.rows('door_problems')).map(({ problem }) => String(problem))
  }
  const incidents = async () => {
    await server.settled()
    return (await server.bench.incidents()).map(({ status, record }) => `${status}: ${record.title}`)
  }

  test('a topic is subscribed, an alarm opens an incident, and its recovery resolves it; the certificate is fetched once', async () => {
    expect(await send(sns.confirmation())).toBe(200)
    expect(sns.confirmed).toEqual([TOPIC])
    expect(await send(sns.notification(ALARM))).toBe(200)
    expect(await incidents()).toEqual(['open: EXAMPLE'])
    expect(
      await send(sns.notification({ ...ALARM, NewStateValue: 'OK', StateChangeTime: '2015-06-03T18:00:00.000+0000' })),
    ).toBe(200)
    expect(await incidents()).toEqual(['resolved: EXAMPLE'])
    expect(sns.asked.filter((url) => url === CERTIFICATE)).toHaveLength(1)
  })

  test('what was changed on the way is refused, noted, and not kept', async () => {
    expect(await send({ ...sns.notification(ALARM), Message: JSON.stringify({ ...ALARM, AlarmName: 'other' }) })).toBe(
      403,
    )
    expect(await problems(1)).toEqual(['its signature is wrong'])
    expect(await incidents()).toEqual([])
    expect(await server.bench.rows('dead_letters')).toEqual([])
  })

  test('while the certificate is out of reach SNS is sent away to come back, and nothing is taken unproven', async () => {
    sns.setUp(false)
    expect(await send(sns.notification(ALARM))).toBe(503)
    expect(await incidents()).toEqual([])
    expect(await problems(1)).toEqual(['the certificate of the signature could not be fetched: no answer in time'])
  })

  test('a subscription that cannot be confirmed now is confirmed when SNS asks again', async () => {
    expect(await send(sns.notification(ALARM))).toBe(200)
    sns.setUp(false)
    const confirmation = sns.confirmation()
    expect(await send(confirmation)).toBe(503)
    sns.setUp(true)
    expect(await send(confirmation)).toBe(200)
    expect(sns.confirmed).toEqual([TOPIC])
  })

  test('nobody is called for a stranger: neither its certificate nor its subscription', async () => {
    const stranger = { ...sns.notification(ALARM), SigningCertURL: 'https://169.254.169.254/latest/meta-data/x.pem' }
    expect(await send(stranger)).toBe(403)
    expect(sns.asked).toEqual([])
    await server.stop()
    await begin({})
    expect(await send(sns.confirmation())).toBe(403)
    expect(sns.confirmed).toEqual([])
    await until(async () => (await problems(1)).some((problem) => problem.includes('add it to topic_arns')))
    // The request is kept, so that it can be replayed once the topic is named.
    expect(await server.bench.rows('dead_letters')).toHaveLength(1)
  })
})
