import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { guideOfSystem } from '@tocsin/adapters/in/registry.ts'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiClient, createApi, type Incident } from './harness/api.ts'
import { startIcinga } from './harness/icinga.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findProgram } from './harness/prometheus.ts'
import { startRedis } from './harness/redis.ts'
import { findFreePort, makeTempDir, startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// Monitoring systems as Debian has them, set up with what the pages of their sources say, at a running Tocsin.

const run = promisify(execFile)
const [icinga, zabbixJs, redis] = [findProgram('icinga'), findProgram('zabbixJs'), findProgram('redis')]
const SENDER_KEYS = { icinga: 'icinga-key-0123456789abcdef', zabbix: 'zabbix-key-0123456789abcdef' }
const PASSWORD_OF_REDIS = 'redis-password'

let smtp: SmtpStandin
let tocsin: TocsinProcess
let api: ApiClient
let redisPort: number

beforeAll(async () => {
  smtp = await startSmtpStandin({ now: Date.now })
  redisPort = await findFreePort()
  const sources = Object.entries(SENDER_KEYS).map(
    ([system, key]) => `  - { id: ${system}, system: ${system}, key: ${key}, service: payment-api }\n`,
  )
  const yaml = `${organisationYaml({ smtpUrl: smtp.url }).replace('sources:\n', `sources:\n${sources.join('')}`)}
monitors:
  - { id: cache, name: Cache, kind: redis, settings: { host: 127.0.0.1, port: ${redisPort} }, secret: ${PASSWORD_OF_REDIS}, every: 10s, confirm: 0, recover: 0, service: payment-api }
`
  tocsin = await startTocsin({ yaml, environment: { TOCSIN_ALLOW_PRIVATE: '127.0.0.1' } })
  api = createApi(tocsin.url, KEYS.api)
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

function guideOf(system: keyof typeof SENDER_KEYS): Record<string, string> {
  const key = SENDER_KEYS[system]
  const door = { key, addresses: [`${tocsin.url}/in/${system}/${key}`], hasSecret: false }
  return Object.fromEntries(Object.entries(guideOfSystem(system)).map(([name, make]) => [name, make(door)]))
}

const titled = (words: string) => (incident: Incident) => incident.title.includes(words)
const resolved = (id: string) => (incident: Incident) => incident.id === id && incident.status === 'resolved'
const countOf = async (words: string) => (await api.incidents()).filter(titled(words)).length

describe.skipIf(!icinga)('Icinga 2', () => {
  test('notifies of a service that fails and recovers: one incident opens and resolves', async () => {
    const { icingaCommand, icingaApply } = guideOf('icinga')
    const peer = startIcinga(icinga ?? '', `${icingaCommand}\n${icingaApply}`)
    try {
      peer.setState(2, 'HTTP 503 of the front page')
      const opened = await api.waitForIncident(titled('web-1'), 15_000).catch((error: Error) => {
        throw new Error(`${error.message}\n${peer.output()}`)
      })
      expect(opened).toMatchObject({ status: 'open', services: [{ id: 'payment-api' }] })
      peer.setState(0, 'HTTP 200')
      await api.waitForIncident(resolved(opened.id), 10_000)
      expect(await countOf('web-1')).toBe(1)
    } finally {
      await peer.stop()
    }
  }, 30_000)
})

describe.skipIf(!zabbixJs)('the script engine of Zabbix', () => {
  /** The script of the media type, as Zabbix reads it out of the file that is imported. */
  const scriptOf = (mediaType: string): string => {
    const [, indented = ''] = /\n {6}script: \|\n((?: {8}.*\n)+)/.exec(mediaType) ?? []
    return indented.replace(/^ {8}/gm, '')
  }
  const parametersOf = (mediaType: string): Record<string, string> =>
    Object.fromEntries(
      [...mediaType.matchAll(/ {8}- name: (\S+)\n {10}value: '(.*)'/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )

  test('runs the media type for a problem and its recovery: one incident opens and resolves', async () => {
    const { zabbixMediaType = '' } = guideOf('zabbix')
    const dir = makeTempDir('zabbix')
    const script = join(dir, 'tocsin.js')
    writeFileSync(script, scriptOf(zabbixMediaType))
    // What the server puts in the place of each macro; see its documentation, "Supported macros".
    const macros: Record<string, string> = {
      ...{ '{EVENT.ID}': '4711', '{EVENT.NAME}': 'Disk of db-7 is full', '{EVENT.SEVERITY}': 'High' },
      ...{ '{EVENT.NSEVERITY}': '4', '{EVENT.UPDATE.STATUS}': '0', '{EVENT.TAGSJSON}': '[]', '{HOST.NAME}': 'db-7' },
      ...{ '{HOST.IP}': '192.0.2.7', '{TRIGGER.ID}': '12', '{ALERT.MESSAGE}': '97 %', '{EVENT.OPDATA}': '97 %' },
    }
    const notify = async (value: '0' | '1') => {
      const filled = { ...macros, '{EVENT.VALUE}': value }
      const parameters = Object.entries(parametersOf(zabbixMediaType)).map(([name, text]) => [
        name,
        filled[text as keyof typeof filled] ?? text,
      ])
      const { stdout } = await run(zabbixJs ?? '', ['-s', script, '-p', JSON.stringify(Object.fromEntries(parameters))])
      expect(stdout.trim()).toBe('OK')
    }
    await notify('1')
    const opened = await api.waitForIncident(titled('Disk of db-7 is full'), 10_000)
    expect(opened.status).toBe('open')
    await notify('1')
    await notify('0')
    await api.waitForIncident(resolved(opened.id), 10_000)
    expect(await countOf('Disk of db-7 is full')).toBe(1)
  }, 30_000)

  test('a key that nobody has is an error that Zabbix shows', async () => {
    const { zabbixMediaType = '' } = guideOf('zabbix')
    const script = join(makeTempDir('zabbix'), 'tocsin.js')
    writeFileSync(script, scriptOf(zabbixMediaType))
    const parameters = { tocsin_url: `${tocsin.url}/in/zabbix/nobody`, event_id: '1' }
    const failing = run(zabbixJs ?? '', ['-s', script, '-p', JSON.stringify(parameters)])
    await expect(failing).rejects.toMatchObject({ stdout: expect.stringContaining('Tocsin answered 404') })
  })
})

describe.skipIf(!redis)('a monitor of Redis', () => {
  test('finds a server that goes away and comes back: one incident opens and resolves', async () => {
    const check = () => api.post<{ finding: string; message: string }>('/monitors/cache/check')
    let peer = await startRedis(redis ?? '', redisPort, PASSWORD_OF_REDIS)
    try {
      await check()
      await peer.stop()
      await check()
      const opened = await api.waitForIncident(titled('Cache'), 15_000)
      peer = await startRedis(redis ?? '', redisPort, PASSWORD_OF_REDIS)
      await check()
      await api.waitForIncident(resolved(opened.id), 15_000)
      expect(await countOf('Cache')).toBe(1)
    } finally {
      await peer.stop()
    }
  }, 30_000)
})
