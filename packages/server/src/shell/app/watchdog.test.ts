import { tmpdir } from 'node:os'
import type { Net, NetRequest } from '@tocsin/adapters/out/net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import type { EngineDeps } from '../engine/deps.ts'
import type { Engine } from './engine.ts'
import { readStorage } from './storage-watch.ts'
import { AUDIT_SILENT_MS_MAX, callWatchdog, LOOP_SILENT_MS_MAX, listSilentLoops } from './watchdog.ts'

const NOW = 1_000_000

function createStage(ages: Record<string, number>, answer: Awaited<ReturnType<Net['fetch']>>, auditAge = 0) {
  const called: NetRequest[] = []
  const logged: unknown[] = []
  const say = (facts: unknown, message: string) => void logged.push([message, facts])
  const deps = {
    clock: { now: () => NOW as Instant },
    log: { error: say, warn: say, info: say },
  } as unknown as EngineDeps
  const net: Net = {
    async fetch(request) {
      called.push(request)
      return answer
    },
    sendMail: () => Promise.reject(new Error('no mail')),
  }
  const heartbeat = () => Object.entries(ages).map(([loop, age]) => ({ loop, lastRoundAt: NOW - age }))
  const engine = { heartbeat } as unknown as Engine
  const auditor = { wellSince: () => (NOW - auditAge) as Instant }
  const watched = { engine, auditor }
  return { called, logged, engine, call: () => callWatchdog(deps, net, watched, 'https://watch.example.com/secret') }
}

const OK = { status: 200, headers: {}, body: '' }

test('somebody else hears that all loops come round', async () => {
  const { call, called, logged } = createStage({ match: 10, wakes: LOOP_SILENT_MS_MAX }, OK)
  await call()
  expect(called.map(({ url }) => url)).toEqual(['https://watch.example.com/secret'])
  expect(logged).toEqual([])
})

test('a loop that hangs: nobody is told that all is well', async () => {
  const { call, called, logged, engine } = createStage({ match: LOOP_SILENT_MS_MAX + 1, wakes: 0 }, OK)
  expect(listSilentLoops(engine, NOW)).toEqual(['match'])
  await call()
  expect(called).toEqual([])
  expect(logged).toEqual([['loops hang: the watchdog is not called', { silent: ['match'] }]])
})

test('an auditor that is too slow to come to its end: nobody is told that all is well', async () => {
  const inTime = createStage({}, OK, AUDIT_SILENT_MS_MAX)
  await inTime.call()
  expect(inTime.called).toHaveLength(1)
  const { call, called, logged } = createStage({}, OK, AUDIT_SILENT_MS_MAX + 1)
  await call()
  expect(called).toEqual([])
  expect(logged).toMatchObject([['nobody has audited the paging in time: the watchdog is not called', {}]])
})

test.each([
  ['an answer that is none', { ...OK, status: 404 }],
  ['no answer', { error: 'timeout', cause: 'no answer in time' } as const],
])('%s is logged, without the address, which may be a secret', async (_, answer) => {
  const { call, logged } = createStage({}, answer)
  await call()
  expect(logged).toHaveLength(1)
  expect(JSON.stringify(logged)).not.toContain('secret')
})

test('the disk of a folder is read', async () => {
  const { freeBytes, isLow, isFull } = await readStorage(tmpdir())
  expect(freeBytes).toBeGreaterThan(0)
  expect(isFull && !isLow).toBe(false)
})
