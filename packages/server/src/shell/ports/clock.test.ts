import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'

test('a sleep lasts as long as it was asked to', async () => {
  const start = systemClock.now()
  await systemClock.sleep(30)
  expect(systemClock.now() - start).toBeGreaterThanOrEqual(29)
})

test('a sleep ends at once when its signal aborts, before or during it', async () => {
  const start = systemClock.now()
  const during = new AbortController()
  const sleeping = systemClock.sleep(60_000, during.signal)
  during.abort()
  await sleeping
  await systemClock.sleep(60_000, AbortSignal.abort())
  expect(systemClock.now() - start).toBeLessThan(5_000)
})

test('a sleep beyond the reach of timers does not end at once', async () => {
  const ended = systemClock.sleep(2 ** 40, AbortSignal.timeout(50)).then(() => 'ended')
  expect(await Promise.race([ended, systemClock.sleep(20).then(() => 'still asleep')])).toBe('still asleep')
  await ended
})
