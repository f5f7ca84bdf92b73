import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createStillClock } from '../shell/engine/testing/engine-bench.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { createOpenConnections, type OpenConnectionsOptions } from './open-connections.ts'

function begin(changes: Partial<OpenConnectionsOptions> = {}, clock = createStillClock()) {
  const warnings: string[] = []
  const refused: string[] = []
  const log = { error() {}, info() {}, warn: (_: object, message: string) => void warnings.push(message) }
  const turnedAway = (why: string) => void refused.push(why)
  const options = { listener: 'smtp', perAddressMax: 2, lifeMsMax: 50, turnedAway, ...changes } as const
  return { open: createOpenConnections({ clock, log }, options), warnings, refused, clock }
}

test('an address has so many open and no more, until it closes one', () => {
  const { open } = begin()
  expect([open.begin('a', '192.0.2.1'), open.begin('b', '192.0.2.1'), open.begin('c', '192.0.2.1')]).toEqual([
    true,
    true,
    false,
  ])
  expect(open.begin('d', '192.0.2.2')).toBe(true)
  open.end('c')
  expect(open.begin('e', '192.0.2.1')).toBe(false)
  open.end('a')
  open.end('a')
  expect(open.begin('f', '192.0.2.1')).toBe(true)
  expect(open.size()).toBe(3)
})

test('one network of IPv6 is one address', () => {
  const { open } = begin()
  open.begin('a', '2001:db8::1')
  open.begin('b', '2001:db8::2')
  expect(open.begin('c', '2001:db8::3')).toBe(false)
  expect(open.begin('d', '2001:db8:0:1::3')).toBe(true)
})

test('each refusal is counted, and the log tells of it once a minute', () => {
  const { open, warnings, refused, clock } = begin({ perAddressMax: 0 })
  for (let n = 0; n < 5; n += 1) open.begin(`${n}`, '192.0.2.1')
  expect([refused.length, warnings.length]).toEqual([5, 1])
  clock.forward('61s')
  open.begin('later', '192.0.2.1')
  expect(warnings).toHaveLength(2)
})

test('a connection that lives too long is cut, one that ends by itself is let be', async () => {
  const { open, refused } = begin({}, { ...systemClock, forward() {} })
  const accepted: Socket[] = []
  const server = createServer((socket) => {
    accepted.push(socket)
    open.limitLife(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const short = connect(port, '127.0.0.1')
  await new Promise((resolve) => short.once('connect', resolve))
  short.destroy()
  const long = connect(port, '127.0.0.1')
  await new Promise((resolve) => long.once('close', resolve))
  expect(refused).toEqual(['too_long'])
  expect(accepted).toHaveLength(2)
  server.close()
})
