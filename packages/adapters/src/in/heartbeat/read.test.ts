import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONTEXT, doorRequest } from '../testing/door-request.ts'
import { heartbeat } from './read.ts'

test('any method with any body is a beat and holds no signal', () => {
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH')
  fc.assert(
    fc.property(method, fc.uint8Array(), (name, body) => {
      const reading = heartbeat.read(doorRequest(body, { method: name }), CONTEXT)
      expect(reading).toEqual({
        signals: [],
        changes: [],
        problems: [],
        beat: true,
        reply: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' },
      })
    }),
  )
})

test('a beat that cannot be stored is not a beat', () => {
  expect(heartbeat.busy()).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
})
