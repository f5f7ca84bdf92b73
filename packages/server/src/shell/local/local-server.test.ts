import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '@tocsin/core/kernel/assert.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { type LocalAddress, writeLocalAddress } from './local-address.ts'
import { findLocalServer, LocalFailure } from './local-client.ts'
import { type LocalHandler, LocalRefusal, type LocalServer, startLocalServer } from './local-server.ts'

let dataDir: string
let server: LocalServer | undefined
let logged: string[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tocsin-local-'))
  logged = []
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(handlers: Record<string, LocalHandler>): Promise<LocalServer> {
  const note = (_: object, message: string) => void logged.push(message)
  const log = { error: note, warn: note, info: note }
  const ids = createIds(systemClock)
  server = await startLocalServer({ dataDir, version: '1.2.3', clock: systemClock, ids, log, handlers })
  return present(server, 'it listens')
}

const find = async () => present(await findLocalServer(dataDir), 'a server answers')
const address = () => JSON.parse(readFileSync(join(dataDir, 'tocsin.local'), 'utf8')) as LocalAddress
const echo: LocalHandler = async ({ input }) => ({ echo: input })

test('a command is answered, with text of any kind and size', async () => {
  await start({ echo })
  const input = { text: `line\nend ✓ ${'x'.repeat(3_000_000)}` }
  const found = await find()
  expect(found.version).toBe('1.2.3')
  expect(await found.ask('echo', input)).toEqual({ echo: input })
})

test('a conversation goes back and forth, and many go on at once', async () => {
  await start({
    count: async ({ say, next }) => {
      for (let n = 1; n < 3; n += 1) {
        say({ n })
        expect(await next()).toEqual({ heard: n })
      }
      return { n: 'end' }
    },
  })
  const talk = async () => {
    const conversation = (await find()).begin('count', {})
    const heard: unknown[] = []
    for (let n = 1; n < 3; n += 1) {
      heard.push(await conversation.next())
      conversation.send({ heard: n })
    }
    heard.push(await conversation.next())
    conversation.end()
    return heard
  }
  for (const heard of await Promise.all([talk(), talk(), talk()]))
    expect(heard).toEqual([{ n: 1 }, { n: 2 }, { n: 'end' }])
})

test('socket and secret are for the owner alone, and gone after the end', async () => {
  const running = await start({ echo })
  expect(statSync(join(dataDir, 'tocsin.local')).mode & 0o777).toBe(0o600)
  expect(statSync(join(dataDir, 'tocsin.sock')).mode & 0o777).toBe(0o600)
  await running.stop()
  expect(readdirSync(dataDir)).toEqual([])
  expect(await findLocalServer(dataDir)).toBeUndefined()
})

test('who does not know the secret is refused, whatever they ask', async () => {
  let isAsked = false
  await start({
    async echo() {
      isAsked = true
      return {}
    },
  })
  const { path, secret } = address()
  const say = async (line: string) => {
    const socket = connect(path)
    socket.write(`${line}\n`)
    return Buffer.concat(await socket.toArray()).toString()
  }
  for (const greeting of [{ secret: 'x'.repeat(secret.length), request: 'echo' }, { request: 'echo' }, 7]) {
    const answer = await say(JSON.stringify(greeting))
    expect(JSON.parse(answer)).toEqual({ failure: { isRefusal: true, message: 'This is not allowed.' } })
  }
  expect(await say('no message at all')).toBe('')
  expect(isAsked).toBe(false)
})

test('a refusal, a failure and a request of another version come back as what they are', async () => {
  await start({
    async refuse() {
      throw new LocalRefusal('Not now.')
    },
    async fail() {
      throw new Error('It broke.')
    },
  })
  const outcome = async (request: string) => {
    const error = await (await find()).ask(request, {}).catch((thrown: unknown) => thrown)
    return error instanceof LocalFailure ? [error.isRefusal, error.message] : error
  }
  expect(await outcome('refuse')).toEqual([true, 'Not now.'])
  expect(await outcome('fail')).toEqual([false, 'It broke.'])
  expect(await outcome('constructor')).toEqual([true, 'The running server knows no request "constructor".'])
  expect(logged).toEqual(['a command on this machine failed'])
})

test('what a handler holds it gives back when the command goes away, and when the server stops', async () => {
  let held = 0
  const running = await start({
    async hold({ say, next }) {
      held += 1
      try {
        say({})
        await next()
      } finally {
        held -= 1
      }
    },
  })
  const gone = (await find()).begin('hold', {})
  await gone.next()
  expect(held).toBe(1)
  gone.end()
  await expect.poll(() => held).toBe(0)

  const waiting = (await find()).begin('hold', {})
  await waiting.next()
  const lost = waiting.next().catch((error: unknown) => error)
  await running.stop()
  expect(held).toBe(0)
  expect(await lost).toMatchObject({
    name: 'LocalFailure',
    isRefusal: false,
    message: expect.stringContaining('again'),
  })
})

test('what a killed server left behind is no server, and is in the way of none', async () => {
  writeFileSync(join(dataDir, 'tocsin.sock'), '')
  const left = { protocol: 1, version: '1.0.0', path: join(dataDir, 'tocsin.sock'), secret: 'x' }
  writeLocalAddress(dataDir, left)
  expect(await findLocalServer(dataDir)).toBeUndefined()
  await start({ echo })
  expect(await (await find()).ask('echo', {})).toEqual({ echo: {} })
})

test('a server that speaks otherwise is told apart by its version', async () => {
  await start({ echo })
  writeLocalAddress(dataDir, { ...address(), protocol: 2, version: '9.0.0' })
  await expect(find()).rejects.toMatchObject({ isRefusal: true, message: expect.stringContaining('Tocsin 9.0.0') })
})

test('a data folder with a path that is too long for a socket gets one elsewhere, which goes with the server', async () => {
  const outer = dataDir
  dataDir = join(outer, 'a'.repeat(60), 'b'.repeat(60))
  mkdirSync(dataDir, { recursive: true })
  const running = await start({ echo })
  const { path } = address()
  expect(path.startsWith(dataDir)).toBe(false)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  expect(await (await find()).ask('echo', {})).toEqual({ echo: {} })
  await running.stop()
  expect(existsSync(join(path, '..'))).toBe(false)
  dataDir = outer
})

test('a folder that can hold no socket gets one elsewhere', async () => {
  mkdirSync(join(dataDir, 'tocsin.sock', 'in-the-way'), { recursive: true })
  await start({ echo })
  expect(address().path.startsWith(dataDir)).toBe(false)
  expect(await (await find()).ask('echo', {})).toEqual({ echo: {} })
})

test('a file that is no address is no server, and nothing that it names is removed', async () => {
  const kept = mkdtempSync(join(dataDir, 'kept-'))
  const file = join(kept, 'tocsin.sock')
  writeFileSync(file, '')
  writeFileSync(join(kept, 'other'), '')
  for (const text of ['', '{', '{"path": 7}']) {
    writeFileSync(join(dataDir, 'tocsin.local'), text)
    expect(await findLocalServer(dataDir), text).toBeUndefined()
  }
  writeLocalAddress(dataDir, { protocol: 1, version: '1.0.0', path: join(kept, 'other'), secret: 'x' })
  await start({ echo })
  expect(readdirSync(kept).sort()).toEqual(['other', 'tocsin.sock'])
})

test('a folder where nothing can be written keeps no node from starting', async () => {
  dataDir = join(dataDir, 'file')
  writeFileSync(dataDir, '')
  await expect(start({ echo })).rejects.toThrow('it listens')
  expect(logged).toEqual([expect.stringContaining('local socket could not be opened')])
})
