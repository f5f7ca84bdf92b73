import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { createProviders } from './second-provider.ts'

const T = Date.UTC(2026, 0, 5) as Instant
const TAKEN: SendResult = { handedOver: true, providerRef: 'ref', isDelivered: false }
const failing = (code: Failure['code'], retry: Failure['retry'] = 'later'): SendResult => ({
  failure: { code, retry, cause: `It said ${code}.` },
})

function start() {
  let now = T
  const { send } = createProviders(() => now)
  const asked: string[] = []
  const by = (name: string, result: SendResult | Promise<SendResult>) => async () => {
    asked.push(name)
    return result
  }
  return {
    asked,
    /** `seconds`: of the whole test. */
    send(first: SendResult | Promise<SendResult>, second?: SendResult, seconds = 0) {
      now = (T + seconds * 1_000) as Instant
      return send('sms', { first: by('first', first), second: second && by('second', second) })
    },
  }
}

test('what the first takes goes by no other', async () => {
  const { send, asked } = start()
  expect(await send(TAKEN, TAKEN)).toEqual(TAKEN)
  expect(asked).toEqual(['first'])
})

test.each(['unreachable', 'timeout', 'rate_limited', 'provider_error', 'refused', 'bad_credentials'] as const)(
  'after “%s” of the first the second takes it in the same attempt, and the reason is told',
  async (code) => {
    const { send } = start()
    expect(await send(failing(code), TAKEN)).toEqual({ ...TAKEN, instead: { code, cause: `It said ${code}.` } })
  },
)

test('what nobody wants any more when the first has failed goes by no second', async () => {
  const { send } = createProviders(() => T)
  const asked: string[] = []
  const by = (name: string) => async () => {
    asked.push(name)
    return failing('timeout')
  }
  const ask = { first: by('first'), second: by('second'), isWanted: async () => false }
  expect(await send('sms', ask)).toEqual(failing('timeout'))
  expect(asked).toEqual(['first'])
  for (let count = 0; count < 2; count++) await send('sms', ask)
  asked.length = 0
  // The first is left alone now: the second is asked at once, and the first not after it.
  expect(await send('sms', ask)).toEqual(failing('timeout'))
  expect(asked).toEqual(['second'])
})

test('a wrong address is wrong for every provider', async () => {
  const { send, asked } = start()
  expect(await send(failing('bad_address', 'never'), TAKEN)).toEqual(failing('bad_address', 'never'))
  expect(asked).toEqual(['first'])
})

test('when both fail it is tried again unless neither would take it, and both are told', async () => {
  const cause = 'First provider: It said bad_credentials; second provider: It said timeout.'
  expect(await start().send(failing('bad_credentials', 'never'), failing('timeout'))).toEqual({
    failure: { code: 'timeout', retry: 'later', cause },
    isOfBoth: true,
  })
  const never = await start().send(failing('refused', 'never'), failing('bad_credentials', 'never'))
  expect(never).toMatchObject({ failure: { code: 'bad_credentials', retry: 'never' } })
  const gone = await start().send(failing('timeout'), failing('bad_address', 'never'))
  expect(gone).toMatchObject({ failure: { code: 'bad_address', retry: 'never' } })
})

test('after three failures in a row the first is left alone for a minute, and then tried by one', async () => {
  const { send, asked } = start()
  for (let count = 0; count < 3; count++) await send(failing('timeout'), TAKEN)
  asked.length = 0
  expect(await send(TAKEN, TAKEN, 59)).toMatchObject({
    handedOver: true,
    instead: { code: 'timeout', cause: expect.stringContaining('after 3 failures in a row: It said timeout.') },
  })
  expect(asked).toEqual(['second'])
  await Promise.all([send(failing('timeout'), TAKEN, 60), send(TAKEN, TAKEN, 60)])
  expect(asked).toEqual(['second', 'first', 'second', 'second'])
  expect(await send(TAKEN, TAKEN, 121)).toEqual(TAKEN)
  expect(await send(TAKEN, TAKEN, 122)).toEqual(TAKEN)
})

test('the minute begins with the last failure, however long that took', async () => {
  const { send, asked } = start()
  let fail: (result: SendResult) => void = () => undefined
  const late = send(new Promise((resolve) => (fail = resolve)), TAKEN)
  for (let count = 0; count < 3; count++) await send(failing('timeout'), TAKEN, 30)
  fail(failing('timeout'))
  await late
  asked.length = 0
  await send(TAKEN, TAKEN, 89)
  expect(asked).toEqual(['second'])
  await send(TAKEN, TAKEN, 90)
  expect(asked).toEqual(['second', 'first'])
})

test('while the first is left alone and the second fails, the first is asked all the same', async () => {
  const { send } = start()
  for (let count = 0; count < 3; count++) await send(failing('timeout'), TAKEN)
  expect(await send(TAKEN, failing('provider_error'), 1)).toEqual(TAKEN)
})

test('a channel without a second provider asks its only one each time', async () => {
  const { send, asked } = start()
  for (let count = 0; count < 5; count++) await send(failing('timeout'))
  expect(await send(TAKEN)).toEqual(TAKEN)
  expect(asked).toHaveLength(6)
})
