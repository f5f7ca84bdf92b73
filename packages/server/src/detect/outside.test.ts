import type { OutsideAddress } from '@tocsin/adapters/in/door.ts'
import type { NetError, NetRequest, NetResponse } from '@tocsin/adapters/out/net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { createOutside, refuseAddress } from './outside.ts'

const HOST = /files\.[a-z]+\.example\.com/
const address = (url: string): OutsideAddress => ({ url, host: HOST, what: 'the file' })
const GOOD = 'https://files.eu.example.com/a.pem'

/** An outside world that answers as it is told, and remembers what it was asked. */
function aWorld(answer: (request: NetRequest) => NetResponse | NetError | Promise<NetResponse>) {
  const asked: string[] = []
  const clock = { now: 0 }
  const net = {
    async fetch(request: NetRequest) {
      asked.push(request.url)
      return answer(request)
    },
  }
  return { asked, clock, outside: createOutside(net, () => clock.now as Instant) }
}

const page = (body: string, status = 200): NetResponse => ({ status, headers: {}, body })

test.each([
  'http://files.eu.example.com/a.pem',
  'https://files.eu.example.com:8443/a.pem',
  'https://ana:pw@files.eu.example.com/a.pem',
  'https://files.eu.example.com.evil.test/a.pem',
  'https://evil.test/files.eu.example.com',
  'https://evil.test#files.eu.example.com',
  'https://files.eu.example.com@evil.test/',
  'https://xfiles.eu.example.com/',
  'https://169.254.169.254/latest/meta-data',
  'https://files-eu-example.com/',
  'file:///etc/passwd',
  'no address',
  '',
])('%s is not gone to', async (url) => {
  const { asked, outside } = aWorld(() => page('x'))
  const refused = { problem: "the file is at an address that is not the sender's" }
  expect(await outside.fetch(address(url))).toEqual(refused)
  expect(await outside.fetchKept(address(url))).toEqual(refused)
  expect(asked).toEqual([])
})

test('an address of the sender is gone to, each time or once a day', async () => {
  const { asked, clock, outside } = aWorld(() => page('text'))
  expect(refuseAddress(address(GOOD))).toBeUndefined()
  expect(refuseAddress(address('https://FILES.eu.Example.com/a'))).toBeUndefined()
  await outside.fetch(address(GOOD))
  expect(await outside.fetch(address(GOOD))).toEqual({ text: 'text' })
  expect(asked).toHaveLength(2)
  await Promise.all([outside.fetchKept(address(GOOD)), outside.fetchKept(address(GOOD))])
  expect(asked).toHaveLength(3)
  clock.now += 24 * 3600_000
  await outside.fetchKept(address(GOOD))
  expect(asked).toHaveLength(4)
})

test('what was fetched for one pattern is not given out for another', async () => {
  const { outside } = aWorld(() => page('text'))
  await outside.fetchKept(address(GOOD))
  expect(await outside.fetchKept({ ...address(GOOD), host: /other\.test/ })).toHaveProperty('problem')
})

test('a failure is kept for seconds only, so that a flood of requests is no flood of fetches', async () => {
  let isUp = false
  const { asked, clock, outside } = aWorld(() => (isUp ? page('text') : { error: 'timeout', cause: 'no answer' }))
  expect(await outside.fetchKept(address(GOOD))).toEqual({ problem: 'the file could not be fetched: no answer' })
  isUp = true
  expect(await outside.fetchKept(address(GOOD))).toHaveProperty('problem')
  expect(asked).toHaveLength(1)
  clock.now += 10_000
  expect(await outside.fetchKept(address(GOOD))).toEqual({ text: 'text' })
})

test('redirects and errors are no answer', async () => {
  for (const status of [301, 302, 404, 500]) {
    const { outside } = aWorld(() => page('text', status))
    expect(await outside.fetch(address(GOOD))).toEqual({ problem: `the file could not be fetched: status ${status}` })
  }
})

test('what is kept and what is under way is bounded', async () => {
  const held = Promise.withResolvers<NetResponse>()
  const { asked, outside } = aWorld(() => held.promise)
  const all = Array.from({ length: 20 }, (_, each) => outside.fetch(address(`${GOOD}?${each}`)))
  held.resolve(page('text'))
  const answers = await Promise.all(all)
  expect(answers.filter((answer) => 'text' in answer)).toHaveLength(8)
  expect(asked).toHaveLength(8)
  const many = aWorld(() => page('text'))
  for (let each = 0; each < 101; each += 1) await many.outside.fetchKept(address(`${GOOD}?${each}`))
  await many.outside.fetchKept(address(`${GOOD}?100`))
  expect(many.asked).toHaveLength(101)
  await many.outside.fetchKept(address(`${GOOD}?0`))
  expect(many.asked).toHaveLength(102)
})
