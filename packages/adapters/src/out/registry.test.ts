import { expect, test } from 'vitest'
import { outChannels } from './registry.ts'

test('every channel is found by its own name', () => {
  expect([...outChannels].map(([name, { channel }]) => [name, channel])).toEqual([
    ['email', 'email'],
    ['webhook', 'webhook'],
    ['ntfy', 'ntfy'],
    ['webpush', 'webpush'],
  ])
})

test('webhook, ntfy and web push work unconfigured, mail needs its server', () => {
  const unconfigured = [...outChannels.values()].filter(({ configSchema }) => configSchema.safeParse(undefined).success)
  expect(unconfigured.map(({ channel }) => channel)).toEqual(['webhook', 'ntfy', 'webpush'])
})
