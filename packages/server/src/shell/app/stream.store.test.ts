import { get, type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { describeOnServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

interface Watcher {
  status: number | undefined
  headers: IncomingMessage['headers']
  text(): string
  events(): { id: string | undefined; event: string; data: Record<string, unknown> }[]
  isEnded(): boolean
  leave(): void
}

/** Opens the stream on a real socket. */
async function watch({ app }: TestServer, address: string, headers: Record<string, string> = {}): Promise<Watcher> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = get(
    `${address}/api/v1/stream`,
    { headers: { authorization: 'Bearer person:ana', ...headers } },
    resolve,
  )
  request.once('error', reject)
  const response = await promise
  let text = ''
  let isEnded = false
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
  })
  response.on('close', () => {
    isEnded = true
  })
  response.on('error', () => {})
  app.log.debug('somebody watches')
  return {
    status: response.statusCode,
    headers: response.headers,
    text: () => text,
    events: () => text.split('\n\n').flatMap(readEvent),
    isEnded: () => isEnded,
    leave: () => void request.destroy(),
  }
}

function readEvent(block: string): ReturnType<Watcher['events']> {
  const event = /^event: (.*)$/m.exec(block)?.[1]
  const data = /^data: (.*)$/m.exec(block)?.[1]
  if (event === undefined || data === undefined) return []
  return [{ id: /^id: (.*)$/m.exec(block)?.[1], event, data: JSON.parse(data) }]
}

const namesOf = (watcher: Watcher) => watcher.events().map(({ event }) => event)

describeOnServer('embedded', 'the live stream', (start) => {
  const listen = (server: TestServer) => server.app.listen({ host: '127.0.0.1', port: 0 })

  test('what is committed is told at once, with headers that nothing on the way may hold it back', async () => {
    const server = await start()
    const watcher = await watch(server, await listen(server))
    expect(watcher.status).toBe(200)
    expect(watcher.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    await server.receive('monitor', [{}])
    await expect.poll(() => namesOf(watcher)).toContain('alert')
    const [hello, opened] = watcher.events()
    expect(hello).toMatchObject({ event: 'hello', data: { version: '0.0.0', server_time: expect.any(String) } })
    expect(opened).toMatchObject({
      event: 'incident',
      data: { id: expect.stringMatching(/^INC-/), types: expect.arrayContaining(['IncidentOpened', 'StepFired']) },
    })
    watcher.leave()
    await expect.poll(() => server.feed.listenersCount()).toBe(0)
  })

  test('a client that comes back goes on where it was, or is told to read anew', async () => {
    const server = await start()
    const address = await listen(server)
    server.feed.publish([{ event: 'config', data: { version: 1 } }])
    const first = await watch(server, address)
    server.feed.publish([{ event: 'config', data: { version: 2 } }])
    await expect.poll(() => namesOf(first)).toEqual(['hello', 'config'])
    first.leave()
    server.feed.publish([{ event: 'config', data: { version: 3 } }])
    const back = await watch(server, address, { 'last-event-id': first.events()[1]?.id ?? '' })
    await expect.poll(() => back.events()[1]).toMatchObject({ event: 'config', data: { version: 3 } })
    const stranger = await watch(server, address, { 'last-event-id': 'elsewhere-7' })
    await expect.poll(() => namesOf(stranger)).toEqual(['hello', 'resync'])
    back.leave()
    stranger.leave()
  })

  test('signs of life come while nothing happens', async () => {
    const server = await start(undefined, { heartbeatMs: 30 })
    const watcher = await watch(server, await listen(server))
    await expect.poll(() => watcher.text().split(': still here\n\n').length).toBeGreaterThan(3)
    watcher.leave()
  })

  test('whoever may no longer is shown out', async () => {
    const server = await start(undefined, { heartbeatMs: 20 })
    const watcher = await watch(server, await listen(server))
    await server.database.kysely.updateTable('users').set({ is_active: false }).where('id', '=', 'ana').execute()
    await server.deps.directory.refresh()
    await expect.poll(() => watcher.isEnded()).toBe(true)
  })

  test('strangers, and more than are served, are refused', async () => {
    const server = await start(undefined, { listenersMax: 1 })
    const address = await listen(server)
    expect((await watch(server, address, { authorization: '' })).status).toBe(401)
    const first = await watch(server, address)
    const second = await watch(server, address)
    expect(second.status).toBe(503)
    expect(second.headers['retry-after']).toBe('10')
    first.leave()
  })

  test('a client that does not read is cut off', async () => {
    const server = await start()
    const address = await listen(server)
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>()
    const request = get(`${address}/api/v1/stream`, { headers: { authorization: 'Bearer person:ana' } }, resolve)
    request.on('error', () => {})
    const response = await promise
    response.pause()
    await expect.poll(() => server.feed.listenersCount()).toBe(1)
    const big = { event: 'alert' as const, data: { id: 'x'.repeat(64 * 1024) } }
    await expect
      .poll(() => {
        server.feed.publish(Array.from({ length: 32 }, () => big))
        return server.feed.listenersCount()
      })
      .toBe(0)
    request.destroy()
  })

  test('streams end when the server stops', async () => {
    const server = await start()
    const watcher = await watch(server, await listen(server))
    await server.app.close()
    await expect.poll(() => watcher.isEnded()).toBe(true)
  })
})
