import { startSlackSocketStandin } from '@tocsin/standins/slack-socket.ts'
import { expect, test } from 'vitest'
import type { NetOptions } from './net.ts'
import { createSocketClient } from './socket-client.ts'

/** Opens an address and tells how it went: what was said first, or why it ended. */
function attempt(url: string, options: NetOptions = {}): Promise<{ said: string } | { ended: string }> {
  return new Promise((resolve) => {
    const socket = createSocketClient(options)(
      { url, openMsMax: 2_000, silenceMsMax: 3_000 },
      {
        opened: () => undefined,
        said(text) {
          resolve({ said: text })
          socket.close()
        },
        ended: (cause) => resolve({ ended: cause }),
      },
    )
  })
}

test('what the other end says is heard, and what it refuses is told', async () => {
  const slack = await startSlackSocketStandin()
  const address = slack.ticket() ?? ''
  expect(await attempt(address)).toEqual({ said: expect.stringContaining('"hello"') })
  expect(await attempt(address)).toEqual({ ended: expect.stringContaining('401') })
  await slack.close()
})

test('addresses that nothing may be sent to are not connected to, as literals or behind a name', async () => {
  const slack = await startSlackSocketStandin()
  const address = slack.ticket() ?? ''
  const refused = { refusedRanges: ['127.0.0.0/8', '::1/128'] }
  expect(await attempt(address, refused)).toEqual({ ended: expect.stringContaining('may not be reached') })
  const named = address.replace('127.0.0.1', 'localhost')
  expect(await attempt(named, refused)).toEqual({ ended: 'localhost may not be reached' })
  expect(await attempt(address, { isAllowed: () => false })).toEqual({ ended: expect.stringContaining('may not') })
  expect(await attempt('ws://169.254.169.254/')).toEqual({ ended: '169.254.169.254 may not be reached' })
  expect(slack.opened()).toBe(0)
  await slack.close()
})

test.each([['http://127.0.0.1:1/'], ['file:///etc/passwd'], ['nonsense']])(
  '%s is no address of a socket',
  async (url) => {
    expect(await attempt(url)).toHaveProperty('ended')
  },
)
