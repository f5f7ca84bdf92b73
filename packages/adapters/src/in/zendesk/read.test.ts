import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { zendesk } from './read.ts'

const sample = (name: string) => signalOfSample(zendesk, name)

test('an urgent ticket is an alert until it is solved', () => {
  expect(sample('event-ticket-created.json')).toMatchObject({
    key: 'ticket/158',
    state: 'firing',
    title: '#158 Checkout fails',
    severity: 'critical',
    labels: { ticket_type: 'incident', priority: 'urgent', tags: 'incident' },
    annotations: { external_id: 'inc-2026-0042' },
    startedAt: at('2026-03-02T10:11:05Z'),
  })
  expect(sample('event-ticket-status_changed.json')).toMatchObject({
    key: 'ticket/158',
    state: 'resolved',
    endedAt: at('2026-03-02T10:20:05Z'),
  })
})

test('what a trigger posts is the same alert, and knows its page', () => {
  expect(sample('trigger-created.json')).toMatchObject({
    key: 'ticket/158',
    state: 'firing',
    severity: 'critical',
    link: 'https://acme.zendesk.com/agent/tickets/158',
    labels: { group: 'Support', tags: 'checkout,incident' },
  })
  expect(sample('trigger-solved.json')).toMatchObject({ key: 'ticket/158', state: 'resolved' })
})

test('a ticket of normal priority, and one that is deleted, is no alert', () => {
  const event = payloadJson('zendesk', 'event-ticket-created.json') as { detail: object }
  expect(signalIn(zendesk, { ...event, detail: { ...event.detail, priority: 'NORMAL' } }).state).toBe('resolved')
  expect(signalIn(zendesk, { ...event, type: 'zen:event-type:ticket.soft_deleted' }).state).toBe('resolved')
})

test('an agent who opens a ticket acknowledges nothing', () => {
  const event = payloadJson('zendesk', 'event-ticket-created.json') as { detail: object }
  for (const status of ['OPEN', 'PENDING', 'HOLD'])
    expect(signalIn(zendesk, { ...event, detail: { ...event.detail, status } }).state).toBe('firing')
})

test('events of users and organisations are nobody’s alert', () => {
  const reading = readingOf(zendesk, { type: 'zen:event-type:user.created', detail: { id: '1' } })
  expect([reading.reply.status, reading.signals]).toEqual([200, []])
})

test('a title with quotation marks in a template loses nothing', () => {
  const body = '{"ticket_id":"7","title":"It says "no" and stops","status":"New","priority":"High"}'
  const { signals, problems } = readingOf(zendesk, body)
  expect(signals).toMatchObject([{ key: 'ticket/7', title: '#7 It says "no" and stops', severity: 'high' }])
  expect(problems[0]).toContain('not JSON')
})

test('only what is signed with the secret, and lately, is genuine', () => {
  const vector = payloadJson('zendesk', 'signature-test-vector.json') as Record<string, string>
  const { secret = '', rawBody = '', 'X-Zendesk-Webhook-Signature': signature = '' } = vector
  const time = vector['X-Zendesk-Webhook-Signature-Timestamp'] ?? ''
  const good = { 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': time }
  const ask = (headers: Record<string, string>, { body = rawBody, receivedAt = at(time) } = {}) =>
    zendesk.verify?.(doorRequest(body, { headers, receivedAt }), { ...CONTEXT, secret })
  expect(ask(good)).toEqual({ isGenuine: true })
  expect(ask(good, { body: `${rawBody} ` })).toMatchObject({ refusal: { status: 401 } })
  expect(ask({ ...good, 'x-zendesk-webhook-signature-timestamp': '2026-03-02T10:20:07Z' })).toHaveProperty('refusal')
  expect(ask(good, { receivedAt: at('2026-03-02T10:40:00Z') })).toMatchObject({
    problem: expect.stringContaining('clock'),
  })
  expect(ask({ 'x-zendesk-webhook-signature': signature })).toMatchObject({
    problem: expect.stringContaining('missing'),
  })
})
