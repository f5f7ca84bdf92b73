import { expect, test } from 'vitest'
import { outChannels } from './registry.ts'

test('every channel is found by its own name', () => {
  expect([...outChannels].filter(([name, { channel }]) => name !== channel)).toEqual([])
  expect([...outChannels.keys()]).toEqual([
    ...['email', 'sms', 'voice', 'webpush', 'ntfy'],
    ...['slack', 'teams', 'telegram', 'pushover', 'gotify'],
    ...['discord', 'mattermost', 'googlechat', 'webhook'],
  ])
})

test('what needs no account of its own works unconfigured', () => {
  const unconfigured = [...outChannels.values()].filter(({ configSchema }) => configSchema.safeParse(undefined).success)
  expect(unconfigured.map(({ channel }) => channel)).toEqual([
    ...['webpush', 'ntfy', 'teams', 'gotify', 'discord', 'mattermost', 'googlechat', 'webhook'],
  ])
})

test('every channel says what is wrong with an address that is none', () => {
  const silent = [...outChannels.values()].filter(
    ({ madeBy, checkAddress }) => madeBy === undefined && checkAddress('no such address') === undefined,
  )
  expect(silent.map(({ channel }) => channel)).toEqual([])
})
