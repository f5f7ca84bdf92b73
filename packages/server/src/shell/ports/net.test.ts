import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NetRequest } from '@tocsin/adapters/out/net.ts'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { createSystemNet, type NetOptions } from './net.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

function aNet(options: NetOptions = {}) {
  const net = createSystemNet(options)
  cleanUps.push(() => net.close())
  return net
}

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { server, port, url: `http://127.0.0.1:${port}/`, connections: () => connections }
}

function get(url: string, changes: Partial<NetRequest> = {}): NetRequest {
  return { method: 'GET', url, headers: {}, timeoutMs: 2_000, ...changes }
}

test('status, headers in lower case and body come back, and the body arrives', async () => {
  const { url } = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (chunk) => {
      response
        .writeHead(201, { 'X-Seen': [`${request.method}`, String(request.headers['x-sent'])] })
        .end(`got ${chunk}`)
    })
  })
  const answer = await aNet().fetch(get(url, { method: 'POST', body: 'häkchen ✓', headers: { 'X-Sent': 'yes' } }))
  expect(answer).toMatchObject({ status: 201, headers: { 'x-seen': 'POST, yes' }, body: 'got häkchen ✓' })
})

test('connections are kept for the next request, and a past time-out does not harm them', async () => {
  const { url, connections } = await serve((_, response) => response.end('ok'))
  const net = aNet()
  await net.fetch(get(url, { timeoutMs: 30 }))
  await systemClock.sleep(60)
  expect(await net.fetch(get(url))).toMatchObject({ status: 200 })
  expect(connections()).toBe(1)
})

test('a connection that the server has closed meanwhile is replaced', async () => {
  const { url, server, connections } = await serve((_, response) => response.end('ok'))
  const net = aNet()
  await net.fetch(get(url))
  server.closeAllConnections()
  expect(await net.fetch(get(url, { method: 'POST', body: 'again' }))).toMatchObject({ status: 200 })
  expect(connections()).toBe(2)
})

test('no more than 64 KiB of an answer is read, even of an endless one', async () => {
  const { url } = await serve((_, response) => {
    const flood = setInterval(() => response.write('x'.repeat(16_384)), 1)
    response.once('close', () => clearInterval(flood))
  })
  const answer = await aNet().fetch(get(url))
  expect('body' in answer && answer.body.length).toBe(64 * 1024)
})

test('an answer that trickles ends by the time-out', async () => {
  const { url } = await serve((_, response) => {
    const trickle = setInterval(() => response.write('x'), 20)
    response.once('close', () => clearInterval(trickle))
  })
  const start = systemClock.now()
  expect(await aNet().fetch(get(url, { timeoutMs: 150 }))).toMatchObject({ error: 'timeout' })
  expect(systemClock.now() - start).toBeLessThan(1_500)
})

test('a redirect is an answer like any other', async () => {
  const { url } = await serve((_, response) => response.writeHead(302, { location: '/next' }).end())
  expect(await aNet().fetch(get(url))).toMatchObject({ status: 302, headers: { location: '/next' } })
})

test('a name that leads to a refused address is refused at the moment of connecting', async () => {
  const { port, connections } = await serve((_, response) => response.end('secret'))
  const net = aNet({ refusedRanges: ['127.0.0.0/8', '::1/128'] })
  expect(await net.fetch(get(`http://localhost:${port}/`))).toMatchObject({ error: 'forbidden' })
  expect(await net.fetch(get(`http://127.1:${port}/`))).toMatchObject({ error: 'forbidden' })
  expect(await net.fetch(get(`http://[::ffff:127.0.0.1]:${port}/`))).toMatchObject({ error: 'forbidden' })
  expect(connections()).toBe(0)
})

test('an installation can refuse whole addresses', async () => {
  const { url } = await serve((_, response) => response.end('ok'))
  const net = aNet({ isAllowed: ({ pathname }) => pathname.startsWith('/hooks/') })
  expect(await net.fetch(get(url))).toMatchObject({ error: 'forbidden' })
  expect(await net.fetch(get(`${url}hooks/a`))).toMatchObject({ status: 200 })
})

test('only http and https are spoken', async () => {
  const net = aNet()
  expect(await net.fetch(get('file:///etc/passwd'))).toMatchObject({ error: 'forbidden' })
  expect(await net.fetch(get('nonsense'))).toMatchObject({ error: 'forbidden' })
})

test('a server that speaks no TLS is a matter of TLS', async () => {
  const { port } = await serve((_, response) => response.end())
  expect(await aNet().fetch(get(`https://127.0.0.1:${port}/`))).toMatchObject({ error: 'tls' })
})

test('an unknown host is unreachable', async () => {
  expect(await aNet().fetch(get('http://nowhere.invalid/'))).toMatchObject({ error: 'unreachable' })
})
