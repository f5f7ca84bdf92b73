/** Checks against real servers of this machine, which break in the ways that servers break. */
import { createSocket as createUdp } from 'node:dgram'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { makeSelfSigned } from '@tocsin/adapters/in/testing/self-signed.ts'
import { startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { SELF_SIGNED } from '../../shell/http/testing/self-signed.ts'
import { createCheckNets } from '../../shell/ports/check-net/check-net.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createIds } from '../../shell/ports/ids.ts'
import { createTargetGuard } from '../../shell/ports/target-guard.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { runCheck } from './run-check.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, createIds(systemClock))

interface CheckOptions {
  secret?: string
  timeoutMs?: number
  allowed?: string[]
}

async function checkOnce(kind: string, settings: Record<string, unknown>, options: CheckOptions = {}) {
  const { secret, timeoutMs = 2_000, allowed = ['127.0.0.0/8'] } = options
  const deps = { clock: systemClock, secrets, openNet: createCheckNets(createTargetGuard(allowed)) }
  const checked = await runCheck(deps, {
    ...{ kind, settings, timeout_ms: timeoutMs },
    secret_sealed: secret === undefined ? null : secrets.seal(secret),
  })
  return { ...checked.report, latencyMs: checked.latencyMs, target: checked.target }
}

type Listening = { listen(port: number, host: string, done: () => void): unknown; address(): unknown; close(): unknown }

async function listen(server: Listening): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => server.close())
  return (server.address() as AddressInfo).port
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createHttp(listener)
  const port = await listen(server)
  cleanUps.push(() => server.closeAllConnections())
  return `http://127.0.0.1:${port}`
}

async function serveTcp(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const port = await listen(
    createTcp((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      talk(socket)
    }),
  )
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
  })
  return port
}

async function closedPort(): Promise<number> {
  const server = createTcp()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('http', () => {
  test('an address that answers is up, with the time that it took', async () => {
    const url = await serve((_, response) => void setTimeout(() => response.end('ok'), 40))
    const report = await checkOnce('http', { url })
    expect(report).toMatchObject({ finding: 'ok', message: 'status 200', target: url })
    expect(report.latencyMs).toBeGreaterThanOrEqual(35)
    expect(report.latencyMs).toBeLessThan(1_000)
  })

  test('another status is a failure that says which, unless it is a good one', async () => {
    const url = await serve((_, response) => response.writeHead(503).end('down for repairs'))
    expect(await checkOnce('http', { url })).toMatchObject({
      finding: 'critical',
      message: 'status 503, expected 200-299',
      details: { status: 503, body: 'down for repairs' },
    })
    expect(await checkOnce('http', { url, status: '200, 500-504' })).toMatchObject({ finding: 'ok' })
  })

  test('bodies, headers and values inside of JSON are looked at', async () => {
    const body = { status: 'degraded', queue: { depth: 120 }, nodes: [{ name: 'a', up: true }] }
    const url = await serve((_, response) => response.setHeader('x-build', '1.2.3').end(JSON.stringify(body)))
    const found = async (settings: object) => (await checkOnce('http', { url, ...settings })).message
    expect(
      await found({ body_contains: 'degraded', body_matches: '"depth":\\d+', expect_headers: { 'X-Build': '1.2' } }),
    ).toBe('status 200')
    expect(await found({ body_contains: 'healthy' })).toBe('the body does not contain “healthy”')
    expect(await found({ body_lacks: 'degraded' })).toBe('the body contains “degraded”')
    expect(await found({ body_matches: '^ok$' })).toBe('the body does not match ^ok$')
    expect(await found({ expect_headers: { 'X-Build': '2.0' } })).toBe('the header X-Build does not contain “2.0”')
    expect(await found({ expect_headers: { 'X-Other': 'a' } })).toBe('the header X-Other is missing')
    expect(await found({ json: [{ path: '$.status', value: 'ok' }] })).toBe('$.status is not "ok" (it is "degraded")')
    expect(await found({ json: [{ path: '$.queue.depth', test: 'below', value: 100 }] })).toBe(
      '$.queue.depth is not below 100 (it is 120)',
    )
    expect(
      await found({
        json: [
          { path: '$.nodes[0].up', value: true },
          { path: '$.nodes[-1].name', value: 'a' },
        ],
      }),
    ).toBe('status 200')
    expect(await found({ json: [{ path: '$.nodes[1].up', test: 'exists' }] })).toBe(
      '$.nodes[1].up is missing (it is missing)',
    )
  })

  test('a server that is gone, hangs, or breaks off is down', async () => {
    const gone = await checkOnce('http', { url: `http://127.0.0.1:${await closedPort()}/` })
    expect(gone).toMatchObject({ finding: 'critical', message: expect.stringContaining('ECONNREFUSED') })
    const hanging = await serve(() => {})
    const begun = systemClock.now()
    expect(await checkOnce('http', { url: hanging }, { timeoutMs: 200 })).toMatchObject({
      finding: 'critical',
      message: 'no answer in time',
    })
    expect(systemClock.now() - begun).toBeLessThan(1_500)
    const breaking = await serve((request) => request.socket.destroy())
    expect(await checkOnce('http', { url: breaking })).toMatchObject({ finding: 'critical' })
  })

  test('a body that never ends is read as far as it is wanted', async () => {
    const url = await serve((_, response) => {
      const flood = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.once('close', () => clearInterval(flood))
    })
    expect(await checkOnce('http', { url, body_lacks: 'y' })).toMatchObject({
      finding: 'ok',
      details: { body_is_cut: true },
    })
  })

  test('redirects are followed to a bound, and what authorises us stays where it belongs', async () => {
    const seen: (string | undefined)[] = []
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-token'] as string)
      response.end('there')
    })
    const url = await serve((request, response) => {
      if (request.url === '/loop') return response.writeHead(302, { location: '/loop' }).end()
      seen.push(request.headers.authorization)
      return response.writeHead(302, { location: `${other}/` }).end()
    })
    const settings = { url, headers: { 'x-token': 't' } }
    expect(await checkOnce('http', { ...settings, body_contains: 'there' }, { secret: 'Bearer s' })).toMatchObject({
      finding: 'ok',
    })
    expect(seen).toEqual(['Bearer s', undefined, undefined])
    expect(await checkOnce('http', { url, follow_redirects: false })).toMatchObject({
      message: 'status 302, expected 200-299',
    })
    expect(await checkOnce('http', { url: `${url}/loop` })).toMatchObject({ message: 'redirected more than 5 times' })
  })

  test('a redirect into a private network is refused as the address itself would be', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.2:9/' }).end())
    const report = await checkOnce('http', { url }, { allowed: ['127.0.0.1'] })
    expect(report).toMatchObject({ finding: 'critical', message: expect.stringContaining('TOCSIN_ALLOW_PRIVATE') })
    const metadata = await serve((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    )
    expect(await checkOnce('http', { url: metadata }, { allowed: ['all'] })).toMatchObject({
      message: expect.stringContaining('where clouds keep the credentials'),
    })
  })

  test('a certificate that is not trusted is a failure, and may be allowed', async () => {
    const server = createHttps(SELF_SIGNED, (_, response) => response.end('ok'))
    const port = await listen(server)
    const url = `https://127.0.0.1:${port}/`
    expect(await checkOnce('http', { url })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('TLS failed'),
    })
    expect(await checkOnce('http', { url, verify: false })).toMatchObject({ finding: 'ok' })
  })

  test('an answer that takes too long is a warning', async () => {
    const url = await serve((_, response) => void setTimeout(() => response.end('ok'), 60))
    expect(await checkOnce('http', { url, slow_ms: 20 })).toMatchObject({
      finding: 'warning',
      message: expect.stringContaining('more than 20 ms'),
    })
  })
})

describe('tls', () => {
  const days = (count: number) => new Date(systemClock.now() + count * 86_400_000).toISOString().replace(/\.\d+/, '')
  const serveCertificate = async (from: string, to: string) => {
    const { pem, privateKey } = makeSelfSigned(from, to)
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const server = createTls({ cert: pem, key }, (socket) => socket.end())
    server.on('tlsClientError', () => {})
    return listen(server)
  }

  test.each([
    [60, 'ok', 'the certificate ends in 59 days'],
    [15, 'warning', 'the certificate ends in 14 days'],
    [3, 'critical', 'the certificate ends in 2 days'],
    [-1, 'critical', 'the certificate ended'],
  ])('a certificate that ends in %i days is %s', async (left, finding, message) => {
    const port = await serveCertificate(days(-100), days(left))
    const report = await checkOnce('tls', { host: '127.0.0.1', port, verify: false })
    expect(report).toMatchObject({ finding, message: expect.stringContaining(message) })
  })

  test('one that nobody trusts is a failure', async () => {
    const port = await serveCertificate(days(-1), days(90))
    expect(await checkOnce('tls', { host: '127.0.0.1', port })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('not trusted'),
    })
  })

  test('a server that speaks no TLS is down', async () => {
    const port = await serveTcp((socket) => void socket.end('hello\r\n'))
    expect(await checkOnce('tls', { host: '127.0.0.1', port })).toMatchObject({ finding: 'critical' })
  })
})

describe('tcp', () => {
  test('a port that takes connections is up, one that refuses them is down', async () => {
    const port = await serveTcp((socket) => void socket.write('220 ready\r\n'))
    expect(await checkOnce('tcp', { host: '127.0.0.1', port })).toMatchObject({ finding: 'ok', message: 'connected' })
    expect(await checkOnce('tcp', { host: '127.0.0.1', port: await closedPort() })).toMatchObject({
      finding: 'critical',
    })
  })

  test('what a server says is looked at, also after we have spoken', async () => {
    const port = await serveTcp((socket) => void socket.on('data', (bytes: Buffer) => socket.write(`echo ${bytes}`)))
    const target = { host: '127.0.0.1', port, send: 'ruok\\r\\n' }
    expect(await checkOnce('tcp', { ...target, expect: 'echo ruok' })).toMatchObject({ finding: 'ok' })
    expect(await checkOnce('tcp', { ...target, expect: 'imok' }, { timeoutMs: 200 })).toMatchObject({
      finding: 'critical',
      message: 'the answer did not contain “imok” in time',
    })
  })
})

describe('smtp', () => {
  test('a mail server that greets is up, one that speaks something else is down', async () => {
    const smtp = await startSmtpStandin({ now: systemClock.now, hasSelfSignedCertificate: true })
    cleanUps.push(() => smtp.close())
    const port = Number(new URL(smtp.url).port)
    expect(await checkOnce('smtp', { host: '127.0.0.1', port })).toMatchObject({ finding: 'ok' })
    expect(await checkOnce('smtp', { host: '127.0.0.1', port, tls: 'starttls', verify: false })).toMatchObject({
      finding: 'ok',
    })
    expect(await checkOnce('smtp', { host: '127.0.0.1', port, tls: 'starttls' })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('TLS failed'),
    })
    expect(await checkOnce('tls', { host: '127.0.0.1', port, starttls: 'smtp', verify: false })).toMatchObject({
      message: expect.stringContaining('the certificate'),
    })
    const busy = await serveTcp((socket) => void socket.end('554 no service\r\n'))
    expect(await checkOnce('smtp', { host: '127.0.0.1', port: busy })).toMatchObject({
      message: 'the server greets with 554 no service',
    })
  })
})

describe('dns', () => {
  /** A resolver that knows one name, and refuses when it is told to. */
  async function startResolver(answers: Record<string, number[]>, code = 0): Promise<string> {
    const socket = createUdp('udp4')
    socket.on('message', (query, from) => {
      const labels: string[] = []
      let at = 12
      for (; query[at]; at += (query[at] ?? 0) + 1)
        labels.push(query.subarray(at + 1, at + 1 + (query[at] ?? 0)).toString())
      const question = query.subarray(12, at + 5)
      const address = answers[labels.join('.').toLowerCase()]
      const isA = question.readUInt16BE(question.length - 4) === 1
      const record =
        address && isA ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]) : Buffer.alloc(0)
      const head = Buffer.from(query.subarray(0, 12))
      head.writeUInt16BE(0x8180 | (address ? code : code || 3), 2)
      head.writeUInt16BE(record.length > 0 ? 1 : 0, 6)
      head.writeUInt32BE(0, 8)
      socket.send(Buffer.concat([head, question, record]), from.port, from.address)
    })
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    cleanUps.push(() => socket.close())
    return `127.0.0.1:${socket.address().port}`
  }

  test('records are compared with what they should be', async () => {
    const server = await startResolver({ 'www.example.com': [192, 0, 2, 7] })
    const found = async (settings: object) => checkOnce('dns', { name: 'www.example.com', server, ...settings })
    expect(await found({})).toMatchObject({ finding: 'ok', message: 'A www.example.com is 192.0.2.7' })
    expect(await found({ expect: ['192.0.2.7'], match: 'exactly' })).toMatchObject({ finding: 'ok' })
    expect(await found({ expect: ['192.0.2.8'] })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('192.0.2.8 is missing'),
    })
    expect(await found({ expect: ['192.0.2.8', '192.0.2.7'], match: 'any' })).toMatchObject({ finding: 'ok' })
    expect(await found({ name: 'no.example.com' })).toMatchObject({
      finding: 'critical',
      message: 'no.example.com has no A record',
    })
  })

  test('a resolver that refuses or is silent is a failure', async () => {
    const refusing = await startResolver({}, 5)
    expect(await checkOnce('dns', { name: 'www.example.com', server: refusing })).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('REFUSED'),
    })
    const silent = createUdp('udp4')
    await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
    cleanUps.push(() => silent.close())
    const server = `127.0.0.1:${silent.address().port}`
    expect(await checkOnce('dns', { name: 'a.example.com', server }, { timeoutMs: 400 })).toMatchObject({
      message: 'no answer in time',
    })
    expect(await checkOnce('dns', { name: 'a.example.com', server }, { allowed: [] })).toMatchObject({
      message: expect.stringContaining('TOCSIN_ALLOW_PRIVATE'),
    })
  })
})

describe('grpc', () => {
  const serveHealth = async (reply: (service: string) => { status?: number; code?: string }) => {
    const server = createHttp2()
    server.on('stream', (stream: ServerHttp2Stream, headers) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const body = Buffer.concat(chunks)
        const service = body.subarray(7).toString()
        const { status, code = '0' } = reply(headers[':path'] === '/grpc.health.v1.Health/Check' ? service : '?')
        const head = { ':status': 200, 'content-type': 'application/grpc' }
        if (status === undefined) return stream.respond({ ...head, 'grpc-status': code }, { endStream: true })
        stream.respond(head, { waitForTrailers: true })
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': code }))
        return stream.end(Buffer.from([0, 0, 0, 0, 2, 8, status]))
      })
    })
    return listen(server)
  }

  test('a server is as well as it says', async () => {
    const known: Record<string, number> = { '': 1, 'shop.Cart': 1, 'shop.Pay': 2 }
    const port = await serveHealth((service) => (service in known ? { status: known[service] ?? 0 } : { code: '5' }))
    const found = async (service: string) => checkOnce('grpc', { host: '127.0.0.1', port, service })
    expect(await found('')).toMatchObject({ finding: 'ok', message: 'SERVING' })
    expect(await found('shop.Cart')).toMatchObject({ finding: 'ok' })
    expect(await found('shop.Pay')).toMatchObject({ finding: 'critical', message: 'NOT_SERVING' })
    expect(await found('shop.None')).toMatchObject({ message: 'the server knows no service “shop.None”' })
  })

  test('one that does not offer the service, hangs or is gone is a failure', async () => {
    const without = await serveHealth(() => ({ code: '12' }))
    expect(await checkOnce('grpc', { host: '127.0.0.1', port: without })).toMatchObject({
      message: 'the server does not offer grpc.health.v1.Health',
    })
    const hanging = await serveTcp(() => {})
    expect(await checkOnce('grpc', { host: '127.0.0.1', port: hanging }, { timeoutMs: 200 })).toMatchObject({
      message: 'no answer in time',
    })
    expect(await checkOnce('grpc', { host: '127.0.0.1', port: await closedPort() })).toMatchObject({
      finding: 'critical',
    })
  })
})

describe('redis', () => {
  /** What Redis answers: a password where it wants one, and PONG. */
  const serveRedis = (password?: string) =>
    serveTcp((socket) => {
      let isKnown = password === undefined
      socket.on('data', (bytes: Buffer) => {
        const words = bytes
          .toString()
          .split('\r\n')
          .filter((_, index) => index > 0 && index % 2 === 0)
        if (words[0] === 'AUTH') {
          isKnown = words.at(-1) === password
          socket.write(isKnown ? '+OK\r\n' : '-WRONGPASS invalid username-password pair\r\n')
        } else socket.write(isKnown ? '+PONG\r\n' : '-NOAUTH Authentication required.\r\n')
      })
    })

  test('a server that answers PING is up, with the right password where it wants one', async () => {
    expect(await checkOnce('redis', { host: '127.0.0.1', port: await serveRedis() })).toMatchObject({
      finding: 'ok',
      message: 'PONG',
    })
    const target = { host: '127.0.0.1', port: await serveRedis('pass') }
    expect(await checkOnce('redis', target)).toMatchObject({
      finding: 'critical',
      message: expect.stringContaining('asks for a password'),
    })
    expect(await checkOnce('redis', target, { secret: 'wrong' })).toMatchObject({
      message: expect.stringContaining('WRONGPASS'),
    })
    expect(await checkOnce('redis', target, { secret: 'pass' })).toMatchObject({ finding: 'ok' })
    const other = await serveTcp((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n'))
    expect(await checkOnce('redis', { host: '127.0.0.1', port: other })).toMatchObject({
      finding: 'critical',
      message: 'the server does not speak RESP',
    })
  })
})

test('a check of a private target says how it is allowed, and reaches nothing', async () => {
  let connections = 0
  const port = await serveTcp(() => {
    connections += 1
  })
  const kinds = ['tcp', 'tls', 'smtp', 'redis', 'postgres', 'grpc']
  const reports = await Promise.all(kinds.map((kind) => checkOnce(kind, { host: 'localhost', port }, { allowed: [] })))
  const web = await checkOnce('http', { url: `http://localhost:${port}/` }, { allowed: [] })
  const ping = await checkOnce('ping', { host: 'localhost' }, { allowed: [] })
  for (const { message } of [...reports, web, ping]) expect(message).toContain('TOCSIN_ALLOW_PRIVATE=localhost')
  expect(connections).toBe(0)
})

test('settings that are no longer understood are a failure that says so', async () => {
  expect(await checkOnce('http', { url: 'ftp://example.com' })).toMatchObject({
    finding: 'critical',
    message: expect.stringContaining('save it anew'),
  })
  expect(await checkOnce('telepathy', {})).toMatchObject({ finding: 'critical' })
})
