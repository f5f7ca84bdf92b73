import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DoorRequest } from '../door.ts'
import { at, doorRequest } from '../testing/door-request.ts'
import { expectSound, hostileBody } from '../testing/hostile-body.ts'
import { jsonStream } from './read.ts'

const rules = [
  { id: 'failed', when: "name == 'login.failed' && severity >= 13", within: '1h', by: { user: 'attributes.user' } },
]

function read(body: unknown, overrides: Partial<DoorRequest> = {}) {
  return jsonStream.read(doorRequest(body, { receivedAt: at('2026-03-02T14:30:00Z'), ...overrides }), {
    ...{ defaultSeverity: 'high', options: { rules } },
  })
}

const EVENT = {
  time: '2026-03-02T14:00:00Z',
  level: 'warn',
  event: 'login.failed',
  user: 'ana',
  message: 'wrong password',
}

test.each([
  ['one event', EVENT],
  ['a list', [EVENT]],
  ['a list under events', { events: [EVENT] }],
  ['an event a line', `${JSON.stringify(EVENT)}\n${JSON.stringify({ ...EVENT, level: 'debug' })}\n`],
])('%s is counted', (_, body) => {
  const { tally, reply, problems } = read(body)
  expect(reply.status).toBe(200)
  expect(problems).toEqual([])
  expect(tally?.counts).toMatchObject([{ labels: { user: 'ana' }, sample: 'wrong password' }])
  expect([...(tally?.counts[0]?.buckets ?? [])]).toEqual([[at('2026-03-02T14:00:00Z'), 1]])
})

test('lines that are no JSON are left out and told; a body without any is refused', () => {
  const { tally, problems, reply } = read(`${JSON.stringify(EVENT)}\n{oh\n`)
  expect(tally?.counts).toHaveLength(1)
  expect(problems).toEqual(['1 lines are no JSON'])
  expect(JSON.parse(reply.body)).toEqual({ status: 'success', events: 1, unread: 1 })
  expect(read('{oh\nno').reply.status).toBe(400)
})

test('a compressed body is read', () => {
  const headers = { 'content-encoding': 'gzip' }
  expect(read(gzipSync(JSON.stringify([EVENT])), { headers }).tally?.counts).toHaveLength(1)
})

test('whatever comes in, the answer is sound', () => {
  fc.assert(
    fc.property(hostileBody(Object.keys(EVENT), [JSON.stringify(EVENT)]), (body) => {
      expectSound(read(body), [200, 400])
    }),
    { numRuns: 300 },
  )
})
