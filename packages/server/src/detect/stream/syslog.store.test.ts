import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { until } from '../../shell/engine/testing/engine-bench.ts'
import { SELF_SIGNED } from '../../shell/http/testing/self-signed.ts'
import { type DoorServer, keyOf, startDoorServer } from '../testing/door-server.ts'
import { openSyslog, type SyslogListener, type SyslogOptions } from './syslog-listener.ts'

const run = promisify(execFile)
const LOGGER = '/usr/bin/logger'

const RULE = {
  ...{ id: 'failed-logins', name: 'Failed logins', when: "text.startsWith('Failed password')", more_than: 2 },
  ...{ within: '5m', by: { account: "text.extract('for ([^ ]+)')", host: 'attributes.host' } },
}
const KEY = keyOf('syslog')
const MESSAGE = (account: string, key = KEY) =>
  `<38>1 2026-03-02T14:00:00Z web-1 sshd 812 - [tocsin key="${key}"] Failed password for ${account} from 192.0.2.7`

describeOnEngine('embedded', 'syslog', (open) => {
  let server: DoorServer
  let listener: SyslogListener
  afterEach(async () => {
    await listener.close()
    await server.stop()
  })
  const begin = async (
    protocols: readonly ('udp' | 'tcp' | 'tls')[],
    changes: Partial<Source> = {},
    isFull = () => false,
  ) => {
    const options = { rules: [{ ...RULE, when: `${RULE.when} && severity == 9` }] }
    server = await startDoorServer(await open(), {
      changes: { syslog: { options, ...changes } },
      isStorageFull: () => isFull(),
    })
    const addresses = protocols.map((protocol) => ({ protocol, host: '127.0.0.1', port: 0 }))
    const tls = protocols.includes('tls') ? SELF_SIGNED : undefined
    listener = await openSyslog(server.door, { addresses, tls })
  }
  const portOf = (protocol: string) =>
    present(
      listener.addresses.find((each) => each.protocol === protocol),
      protocol,
    ).port
  const titles = async () => (await server.bench.rows('alerts')).map(({ title }) => String(title)).sort()
  const counted = async () => (await server.bench.rows('stream_counts')).reduce((sum, { n }) => sum + Number(n), 0)
  const sendUdp = async (...messages: string[]) => {
    const socket = createSocket('udp4')
    for (const message of messages)
      await new Promise<void>((resolve, reject) =>
        socket.send(message, portOf('udp'), '127.0.0.1', (error) => (error ? reject(error) : resolve())),
      )
    socket.close()
  }
  const write = (socket: Socket, text: string) =>
    new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.end(text, () => resolve())
    })
  const counting = (message: string) => `${Buffer.byteLength(message)} ${message}`
  // Of what sshd said long ago nothing is counted: the listener is given what happens now.
  const now = (account: string, key?: string) =>
    MESSAGE(account, key).replace('2026-03-02T14:00:00Z', new Date().toISOString())

  test('failed logins of one account, by UDP, TCP in both framings and TLS together, are one alert', async () => {
    await begin(['udp', 'tcp', 'tls'])
    await sendUdp(now('root'))
    await write(connectPlain(portOf('tcp'), '127.0.0.1'), `${now('root')}\n${now('ana')}\n`)
    const secure = connectTls({ port: portOf('tls'), host: '127.0.0.1', rejectUnauthorized: false })
    await write(secure, counting(now('root')) + counting('<38>1 - web-1 sshd - - - Accepted password for root'))
    await until(async () => (await counted()) === 4)
    await until(async () => (await titles()).length === 1)
    expect(await titles()).toEqual(['Failed logins: root, web-1'])
    expect(JSON.stringify(await server.bench.rows('alerts'))).not.toContain(KEY)
    await server.settled()
    expect((await server.bench.incident()).record.title).toBe('Failed logins: root, web-1')
  })

  test('without a key the address of the sender says whose message it is; of others nothing is counted', async () => {
    const options = { rules: [RULE], networks: ['10.0.0.0/8', '127.0.0.0/8'] }
    await begin(['udp'], { options })
    const plain = '<38>Mar  2 14:00:00 web-1 sshd[812]: Failed password for root from 192.0.2.7'
    await sendUdp(plain, plain, plain)
    await until(async () => (await titles()).length === 1)
    expect(await titles()).toEqual(['Failed logins: root, web-1'])
  })

  test('a message of nobody is told in the log once, and not counted', async () => {
    await begin(['udp'])
    await sendUdp(
      now('root', 'some-other-key-0123456789'),
      '<38>Mar  2 14:00:00 web-1 sshd[812]: Failed password for x',
      now('ana'),
    )
    await until(async () => (await counted()) === 1)
    const warnings = server.bench.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings).toEqual(['syslog came with a key that no source has, and is not counted'])
  })

  test('what cannot be counted yet waits, and is counted later', async () => {
    let isFull = true
    await begin(['tcp'], {}, () => isFull)
    await write(connectPlain(portOf('tcp'), '127.0.0.1'), `${now('root')}\n`.repeat(50))
    expect(await counted()).toBe(0)
    isFull = false
    await until(async () => (await counted()) === 50)
  })

  const reopen = async (options: Partial<SyslogOptions>) => {
    await begin([])
    await listener.close()
    const addresses = (['tcp', 'tls'] as const).map((protocol) => ({ protocol, host: '127.0.0.1', port: 0 }))
    listener = await openSyslog(server.door, { addresses, tls: SELF_SIGNED, ...options })
  }
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))

  test('one address has so many connections by TCP and TLS together, until it closes some', async () => {
    await reopen({ openPerAddressMax: 2 })
    const held = [connectPlain(portOf('tcp'), '127.0.0.1'), connectPlain(portOf('tls'), '127.0.0.1')]
    await Promise.all(held.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    const refused = connectPlain(portOf('tcp'), '127.0.0.1')
    refused.on('error', () => {})
    await closed(refused)
    expect(held.map(({ destroyed }) => destroyed)).toEqual([false, false])
    for (const socket of held) {
      socket.destroy()
      await closed(socket)
    }
    await write(connectPlain(portOf('tcp'), '127.0.0.1'), `${now('root')}\n`)
    await until(async () => (await counted()) === 1)
  })

  test('a connection that says nothing, and one that never ends its handshake, are cut', async () => {
    await reopen({ lifeMsMax: 100 })
    const held = [connectPlain(portOf('tcp'), '127.0.0.1'), connectPlain(portOf('tls'), '127.0.0.1')]
    for (const socket of held) socket.on('error', () => {})
    await Promise.all(held.map(closed))
    expect(await counted()).toBe(0)
  })

  test('an address that another has is refused, and nothing stays open', async () => {
    await begin(['tcp'])
    const addresses = [
      { protocol: 'udp' as const, host: '127.0.0.1', port: 0 },
      { protocol: 'tcp' as const, host: '127.0.0.1', port: portOf('tcp') },
    ]
    await expect(openSyslog(server.door, { addresses })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('a stream that is none of syslog is cut off', async () => {
    await begin(['tcp'])
    const socket = connectPlain(portOf('tcp'), '127.0.0.1')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('99999999999 x')
    await closed
  })

  describe.skipIf(!existsSync(LOGGER))('Debian’s logger', () => {
    const log = (protocol: 'udp' | 'tcp', ...options: string[]) =>
      run(LOGGER, [
        ...[
          '--server',
          '127.0.0.1',
          '--port',
          String(portOf(protocol)),
          `--${protocol}`,
          '--priority',
          'authpriv.info',
        ],
        ...['--tag', 'sshd', ...options, '--', 'Failed password for root from 192.0.2.7'],
      ])

    test('speaks RFC 5424 with a key, by TCP and UDP', async () => {
      await begin(['udp', 'tcp'])
      const keyed = ['--rfc5424', '--sd-id', 'tocsin@0', '--sd-param', `key="${KEY}"`]
      await log('tcp', '--octet-count', ...keyed)
      await log('tcp', ...keyed)
      await log('udp', ...keyed)
      await until(async () => (await titles()).length === 1)
      const [alert] = await server.bench.rows('alerts')
      expect(alert?.labels).toMatchObject({ account: 'root', rule: 'failed-logins' })
    })

    test('speaks RFC 3164 from an address that belongs to the source', async () => {
      await begin(['udp'], { options: { rules: [RULE], networks: ['127.0.0.1'] } })
      for (let n = 0; n < 3; n++) await log('udp', '--rfc3164')
      await until(async () => (await titles()).length === 1)
      expect((await titles())[0]).toMatch(/^Failed logins: root, ./)
    })
  })
})
