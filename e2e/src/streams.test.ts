import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findFreePort, makeTempDir, startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// Streams of events at a running server: Debian's logger, and a batch of an exporter of OpenTelemetry.

const run = promisify(execFile)
const LOGGER = '/usr/bin/logger'
const KEY = { syslog: 'syslog-key-0123456789abcdef0123456789', otlp: 'otlp-key-0123456789abcdef0123456789' }
const SOURCES = `
  - id: auth
    system: syslog
    key: ${KEY.syslog}
    service: payment-api
    options:
      rules:
        - id: failed-logins
          name: Failed logins
          when: attributes.app == "sshd" && text.startsWith("Failed password")
          more_than: 2
          within: 10m
          by: { account: 'text.extract("Failed password for (?:invalid user )?([^ ]+) from")' }
          severity: critical
  - id: logs
    system: otlp
    key: ${KEY.otlp}
    service: payment-api
    options:
      rules:
        - { id: errors, name: Errors of payments, when: 'severity >= 17 && resource["service.name"] == "payments"', more_than: 9, within: 5m }
`

let smtp: SmtpStandin
let tocsin: TocsinProcess
let api: ApiClient
let port: number
const dataDir = makeTempDir('streams')

const start = async (): Promise<void> => {
  const yaml = organisationYaml({ smtpUrl: smtp.url }).replace('sources:\n', `sources:${SOURCES}`)
  tocsin = await startTocsin({ yaml, dataDir, environment: { TOCSIN_SYSLOG: `udp://${port},tcp://${port}` } })
  api = createApi(tocsin.url, KEYS.api)
  // It is ready a moment before it minds being told to stop.
  while (!tocsin.output().includes('"msg":"started"')) await sleep(50)
}

beforeAll(async () => {
  smtp = await startSmtpStandin({ now: Date.now })
  port = await findFreePort()
  await start()
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

/** What sshd says, as rsyslog or logger would pass it on. */
const login = (protocol: 'udp' | 'tcp', account: string) =>
  existsSync(LOGGER)
    ? run(LOGGER, [
        ...['--server', '127.0.0.1', '--port', String(port), `--${protocol}`, '--rfc5424', '--tag', 'sshd'],
        ...['--sd-id', 'tocsin@0', '--sd-param', `key="${KEY.syslog}"`, '--priority', 'authpriv.info', '--'],
        `Failed password for ${account} from 192.0.2.7 port 50022 ssh2`,
      ])
    : sendUdp(`<86>1 - web-1 sshd 1 - [tocsin key="${KEY.syslog}"] Failed password for ${account} from 192.0.2.7`)

function sendUdp(message: string): Promise<void> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) =>
    socket.send(message, port, '127.0.0.1', (error) => {
      socket.close()
      if (error) reject(error)
      else resolve()
    }),
  )
}

test('failed logins of one account become an incident, also when the server starts anew in between', async () => {
  await login('udp', 'ana')
  await login('tcp', 'root')
  await login('udp', 'root')
  // What is counted is known on the page of the source.
  for (let attempt = 0; attempt < 100; attempt++) {
    const { last_signal_at } = await api.get<{ last_signal_at: string | null }>('/sources/auth')
    if (last_signal_at !== null) break
    await sleep(100)
  }
  expect((await api.incidents()).length).toBe(0)
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await start()
  await login('tcp', 'root')
  const incident = await api.waitForIncident(({ title }) => title === 'Failed logins: root', 10_000)
  expect(incident.priority).toBe('P2')
})

test('errors in logs over OTLP become an incident once there are too many', async () => {
  const record = { severityNumber: 17, body: { stringValue: 'card declined' } }
  const batch = (count: number) => ({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'payments' } }] },
        scopeLogs: [{ logRecords: Array(count).fill(record) }],
      },
    ],
  })
  const post = (body: object, key = KEY.otlp) =>
    fetch(`${tocsin.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    })
  expect((await post(batch(1), 'wrong')).status).toBe(401)
  const answer = await post(batch(9))
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  expect((await api.incidents()).filter(({ title }) => title.startsWith('Errors'))).toEqual([])
  await post(batch(1))
  await api.waitForIncident(({ title }) => title === 'Errors of payments', 10_000)
})
