import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorRequest } from '../door.ts'
import { CONTEXT, doorRequest, payloadJson, payloadNames, payloadText } from '../testing/door-request.ts'
import { deepJson, expectSound, hostileBody } from '../testing/hostile-body.ts'
import type { OperationReading } from './operation.ts'
import { findGenieKey, opsgenie } from './read.ts'
import { readOperation } from './read-operation.ts'

function read(method: string, target: string, body: unknown = ''): OperationReading {
  const [path = '', query = ''] = target.split('?')
  return readOperation(doorRequest(body, { method, path, query: new URLSearchParams(query) }))
}

const ofAlias = { by: 'alias', value: 'disk' }

test('the sample of the documentation becomes an alert with everything in it', () => {
  const reading = read('POST', '/alerts', payloadText('opsgenie', 'create-alert.request.json'))
  expect(reading).toMatchObject({
    operation: {
      kind: 'create',
      alert: {
        message: 'An example alert message',
        alias: 'Life is too short for no alias',
        description: 'Every alert needs a description',
        priority: 'P1',
        tags: ['OverwriteQuietHours', 'Critical'],
        actions: ['Restart', 'AnExampleAction'],
        details: { key1: 'value1', key2: 'value2' },
        entity: 'An example entity',
        responders: [
          { type: 'team', id: '4513b7ea-3b91-438f-b7e4-e3e54af9147c' },
          { type: 'team', name: 'NOC' },
          { type: 'user', username: 'trinity@opsgenie.com' },
          { type: 'schedule', name: 'Nebuchadnezzar Schedule' },
        ],
      },
    },
  })
})

test('a message alone is enough, and its priority is P3', () => {
  const reading = read('POST', '/alerts/', payloadText('opsgenie', 'create-alert-minimal.request.json'))
  expect(reading).toMatchObject({
    operation: { kind: 'create', alert: { message: 'disk full', priority: 'P3', tags: [] } },
  })
})

test.each([
  [
    'POST',
    '/alerts/disk/close?identifierType=alias',
    { source: 'x' },
    { kind: 'change', target: ofAlias, change: { type: 'Close' }, said: { source: 'x' } },
  ],
  ['POST', '/alerts/disk/acknowledge/?identifierType=alias', {}, { kind: 'command', command: { type: 'Acknowledge' } }],
  [
    'POST',
    '/alerts/7/unacknowledge?identifierType=tiny',
    {},
    { target: { by: 'tiny', value: '7' }, command: { type: 'UnAcknowledge' } },
  ],
  [
    'POST',
    '/alerts/a%2Fb/notes',
    { note: 'n', user: 'u' },
    { target: { by: 'id', value: 'a/b' }, command: { type: 'AddNote' }, said: { note: 'n', user: 'u' } },
  ],
  [
    'POST',
    '/alerts/x/snooze',
    { endTime: '2026-03-02T14:00:00Z' },
    { command: { type: 'Snooze', until: Date.UTC(2026, 2, 2, 14) } },
  ],
  [
    'POST',
    '/alerts/x/assign',
    { owner: { username: 'ana@example.com' } },
    { command: { type: 'Assign', owner: { type: 'user', username: 'ana@example.com' } } },
  ],
  [
    'POST',
    '/alerts/x/escalate',
    { escalation: { name: 'e' } },
    { command: { type: 'Escalate', escalation: { name: 'e' } } },
  ],
  [
    'POST',
    '/alerts/x/responders',
    { responder: { type: 'schedule', name: 's' } },
    { command: { type: 'AddResponder', responder: { type: 'schedule' } } },
  ],
  [
    'POST',
    '/alerts/x/teams',
    { team: { name: 't' } },
    { command: { type: 'AddResponder', responder: { type: 'team', name: 't' } } },
  ],
  ['POST', '/alerts/x/actions/Restart', null, { command: { type: 'ExecuteAction', action: 'Restart' } }],
  ['POST', '/alerts/x/tags', { tags: 'a, b' }, { change: { type: 'AddTags', tags: ['a', 'b'] } }],
  [
    'POST',
    '/alerts/x/details',
    { details: { n: 1, t: true } },
    { change: { type: 'AddDetails', details: { n: '1', t: 'true' } } },
  ],
  ['PUT', '/alerts/x/message', { message: 'm' }, { change: { type: 'UpdateMessage', message: 'm' } }],
  ['PUT', '/alerts/x/description', { description: 'd' }, { change: { type: 'UpdateDescription', description: 'd' } }],
  ['PUT', '/alerts/x/priority', { priority: 'P1' }, { change: { type: 'UpdatePriority', priority: 'P1' } }],
  [
    'DELETE',
    '/alerts/x/tags?tags=a,b&user=u',
    '',
    { change: { type: 'RemoveTags', tags: ['a', 'b'] }, said: { user: 'u' } },
  ],
  // The client for Node leaves out the question mark.
  ['DELETE', '/alerts/x/tags/&tags=a,b', '', { change: { type: 'RemoveTags', tags: ['a', 'b'] } }],
  ['DELETE', '/alerts/x/details?keys=k', '', { change: { type: 'RemoveDetails', keys: ['k'] } }],
  ['DELETE', '/alerts/x', '', { change: { type: 'Delete' } }],
  ['GET', '/alerts/x', '', { kind: 'get' }],
  ['GET', '/alerts/x/notes?limit=5', '', { kind: 'entries', of: 'note' }],
  ['GET', '/alerts/x/logs', '', { kind: 'entries', of: 'log' }],
  ['GET', '/alerts/x/recipients', '', { kind: 'recipients' }],
  ['GET', '/alerts?query=status%3Aopen', '', { kind: 'list' }],
  ['GET', '/alerts/count', '', { kind: 'count' }],
  ['GET', '/alerts/requests/r-1', '', { kind: 'request', requestId: 'r-1' }],
  ['GET', '/heartbeats/backup/ping', '', { kind: 'ping', name: 'backup' }],
  ['POST', '/heartbeats/backup/ping', {}, { kind: 'ping', name: 'backup' }],
  ['GET', '/heartbeats/backup', '', { kind: 'heartbeat', name: 'backup' }],
  ['GET', '/heartbeats/', '', { kind: 'heartbeats' }],
])('%s %s is understood', (method, target, body, operation) => {
  expect(read(method, target, body)).toMatchObject({ operation })
})

test('every sample of a write is understood', () => {
  const paths: Record<string, string> = {
    'alertmanager-style-create': '/alerts',
    'alertmanager-style-close': '/alerts/x/close?identifierType=alias',
    'create-alert': '/alerts',
    'create-alert-minimal': '/alerts',
    note: '/alerts/x/notes',
    snooze: '/alerts/x/snooze',
  }
  const names = payloadNames('opsgenie').filter((name) => name.endsWith('.request.json'))
  expect(names).toHaveLength(Object.keys(paths).length)
  for (const name of names) {
    const target = paths[name.replace('.request.json', '')] ?? ''
    expect(read('POST', target, payloadText('opsgenie', name)), name).toHaveProperty('operation')
  }
})

test('everything that is wrong with a body is said at once, by field, in the words of the sample', () => {
  const wrong = { message: '', priority: 'P9', tags: [{}], details: 'x', responders: [{ type: 'robot', name: 'r' }] }
  const reading = read('POST', '/alerts', wrong)
  const sample = payloadJson('opsgenie', 'error-422.response.json') as { message: string; errors: { message: string } }
  expect(reading).toMatchObject({ refusal: { status: 422, message: sample.message, errors: sample.errors } })
  const errors = 'refusal' in reading ? reading.refusal.errors : {}
  expect(Object.keys(errors ?? {}).sort()).toEqual(['details', 'message', 'priority', 'responders', 'tags'])
})

test.each([
  ['POST', '/alerts', '{', 400],
  ['POST', '/alerts', '[]', 400],
  ['POST', '/alerts/x/notes', {}, 422],
  ['POST', '/alerts/x/snooze', { endTime: 'soon' }, 422],
  ['POST', '/alerts/x/assign', { owner: {} }, 422],
  ['GET', '/alerts/x?identifierType=name', '', 422],
  ['GET', '/alerts/%E0%A4%A', '', 422],
  ['GET', '/alerts/x/attachments', '', 404],
  ['GET', '/alerts/saved-searches', '', 404],
  ['GET', '/teams', '', 404],
  ['POST', '/heartbeats', { name: 'new' }, 403],
])('%s %s is refused', (method, target, body, status) => {
  expect(read(method, target, body)).toMatchObject({ refusal: { status, message: expect.stringMatching(/./) } })
})

test('a text that is too long is cut and not refused: a page is worth more than its last words', () => {
  const reading = read('POST', '/alerts', { message: 'm'.repeat(5_000), alias: 'a'.repeat(2_000) })
  expect(reading).toMatchObject({ operation: { alert: { alias: expect.stringMatching(/^a{511}…$/) } } })
})

test('the key stands behind GenieKey', () => {
  expect(findGenieKey({ headers: { authorization: 'GenieKey k-1' } })).toBe('k-1')
  expect(findGenieKey({ headers: { authorization: 'Bearer k-1' } })).toBeUndefined()
  expect(findGenieKey({ headers: {} })).toBeUndefined()
})

test('what a body would become is shown: tags and details are labels, the priority is a severity', () => {
  const { signals } = opsgenie.read(
    doorRequest(payloadText('opsgenie', 'alertmanager-style-create.request.json')),
    CONTEXT,
  )
  expect(signals).toMatchObject([
    {
      key: '8c4f5f1d1d8a9d5f4cc0a1b0e9f8d7c6b5a493827160f1e2d3c4b5a697887766',
      title: '[FIRING:1] InstanceDown (node critical)',
      severity: 'high',
      labels: { alertname: 'InstanceDown', severity: 'critical', tags: 'prod', priority: 'P2' },
      annotations: { responders: 'team team-A' },
      link: 'http://alertmanager.example.net:9093/#/alerts?receiver=og',
    },
  ])
})

test('whatever comes in, the answer is one that a client can read', () => {
  const samples = payloadNames('opsgenie').map((name) => payloadText('opsgenie', name))
  const names = [
    'message',
    'alias',
    'tags',
    'details',
    'responders',
    'type',
    'name',
    'owner',
    'endTime',
    'note',
    'priority',
  ]
  const targets = ['/alerts', '/alerts/x/notes', '/alerts/x/assign', '/alerts/x/details', '/alerts/x/snooze', '/x/y']
  const method = fc.constantFrom('POST', 'PUT', 'GET', 'DELETE', 'PATCH')
  fc.assert(
    fc.property(hostileBody(names, samples), fc.constantFrom(...targets), method, (body, path, asked) => {
      const request: Partial<DoorRequest> = { method: asked, path }
      const reading = readOperation(doorRequest(body, request))
      if ('refusal' in reading) expect([400, 403, 404, 422]).toContain(reading.refusal.status)
      expect(/\\u(?:0000|d[89a-f])/i.test(JSON.stringify(reading).replaceAll('\\\\', ''))).toBe(false)
      expectSound(opsgenie.read(doorRequest(body), CONTEXT), [202, 400, 422])
    }),
    { numRuns: 500 },
  )
})

test('details that nest without end are cut', () => {
  const body = JSON.stringify({ message: 'm', details: { a: 'DEEP' } }).replace('"DEEP"', deepJson(5_000))
  expectSound(opsgenie.read(doorRequest(body), CONTEXT), [202, 400])
})
