import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { json, type Provider, startProvider } from '@tocsin/standins/provider.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled } from '../testing/messages.ts'
import { smsChannel, smsConfigSchema } from './sms.ts'

interface Asked {
  method: string
  path: string
  body: string
  headers: Record<string, string>
}

const net = createSystemNet()
let box: Provider<Asked>

beforeEach(async () => {
  box = await startProvider<Asked>(
    { now: Date.now },
    ({ method, path, body, headers }) => ({
      taken: { method, path, body, headers },
      answer: json(200, { messages: [{ status: '0', id: 77 }] }),
    }),
    ({ path }) => path,
  )
})
afterEach(() => box.close())
afterAll(() => net.close())

function send(config: Record<string, string>, message = aPage()) {
  const given = smsConfigSchema.parse({ provider: 'http', ...config })
  return smsChannel.send(net, given, { to: '+491701234567' }, message)
}

const HOSTILE = aPageTitled('100 % "full" & more\n<b>')

test('JSON is filled in and stays JSON, whatever the title says', async () => {
  const config = {
    url: `${box.url}/send`,
    body: '{"to":"{to}","text":"{text}","from":"{from}","ref":"{id}"}',
    secret_headers: 'Authorization: Bearer k3y\nX-Kind: sms',
    from: 'TOCSIN',
    success: 'messages.0.status=0',
    reference: 'messages.0.id',
  }
  expect(await send(config, HOSTILE)).toEqual({ handedOver: true, providerRef: '77', isDelivered: false })
  const [asked] = box.taken()
  expect(asked).toMatchObject({ method: 'POST', path: '/send' })
  expect(asked?.headers).toMatchObject({
    authorization: 'Bearer k3y',
    'x-kind': 'sms',
    'content-type': expect.stringContaining('json'),
  })
  const body = JSON.parse(asked?.body ?? '')
  expect(body).toMatchObject({ to: '+491701234567', from: 'TOCSIN', ref: 'INC-2026-000001/p3' })
  expect(body.text).toContain('"full"')
})

test('a form and an address are percent-encoded', async () => {
  await send({ url: `${box.url}/send`, body: 'to={to}&text={text}' }, HOSTILE)
  await send({ method: 'GET', url: `${box.url}/get?to={to}&text={text}` }, HOSTILE)
  const [form, get] = box.taken()
  expect(new URLSearchParams(form?.body).get('text')).toContain('"full" & more <b>')
  expect([...new URLSearchParams(form?.body).keys()]).toEqual(['to', 'text'])
  expect(get).toMatchObject({ method: 'GET', body: '' })
  expect(new URL(get?.path ?? '', 'http://x').searchParams.get('to')).toBe('+491701234567')
})

test('a 200 that says no is a refusal, which names what was expected', async () => {
  const result = await send({ url: `${box.url}/x`, body: 'to={to}&text={text}', success: 'messages.0.status=1' })
  expect(failureIn(result)).toMatchObject({ code: 'refused', retry: 'never' })
  expect(failureIn(result).cause).toContain('messages.0.status=1 was expected')
  box.failNext({ status: 200, body: 'OK' })
  expect(await send({ url: `${box.url}/x`, body: 'to={to}&text={text}' })).toMatchObject({ handedOver: true })
})

test('statuses mean what they mean everywhere', async () => {
  const config = { url: `${box.url}/x`, body: 'to={to}&text={text}' }
  box.failNext({ status: 429, headers: { 'retry-after': '5' } })
  expect(failureIn(await send(config))).toMatchObject({ code: 'rate_limited', retryAfterMs: 5_000 })
  box.failNext(401)
  expect(verdict(await send(config))).toEqual(['bad_credentials', 'never'])
})

test('templates that cannot work, or that let a number choose the host, are refused', () => {
  const isRefused = (given: object) => !smsConfigSchema.safeParse({ provider: 'http', ...given }).success
  const refused = [
    { url: 'https://a.example/' },
    { url: 'https://a.example/?to={to}' },
    { url: 'https://{to}.example/?text={text}' },
    { url: 'https://a.example/?to={to}&text={text}', secret_headers: 'no header' },
    { url: 'ftp://a.example/?to={to}&text={text}' },
  ]
  expect(refused.filter((given) => !isRefused(given))).toEqual([])
})

test('machines of clouds are not reached through it', async () => {
  expect(verdict(await send({ url: 'http://169.254.169.254/?to={to}&text={text}' }))).toEqual(['bad_address', 'never'])
})
