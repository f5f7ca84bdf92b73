import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// Opsgenie's own client for Node, told another host and nothing else.

interface Answer {
  result?: string
  requestId: string
  data: Record<string, unknown>
}

interface Identifier {
  identifier: string
  identifierType?: 'id' | 'alias' | 'tiny'
}

type Callback = (error: object | null, answer: Answer) => void
type Operation = (...args: unknown[]) => void

const opsgenie = createRequire(import.meta.url)('opsgenie-sdk') as {
  configure(options: { api_key: string; host: string }): void
  alertV2: Record<string, Operation>
  heartbeat: Record<string, Operation>
}

const KEY = 'opsgenie-key-0123456789abcdef0123456789'
const SOURCE = `  - { id: og, system: opsgenie, key: ${KEY}, service: payment-api }\n`

let smtp: SmtpStandin
let tocsin: TocsinProcess
let api: ApiClient

beforeAll(async () => {
  smtp = await startSmtpStandin({ now: Date.now })
  const yaml = organisationYaml({ smtpUrl: smtp.url }).replace('sources:\n', `sources:\n${SOURCE}`)
  tocsin = await startTocsin({ yaml })
  api = createApi(tocsin.url, KEYS.api)
  opsgenie.configure({ api_key: KEY, host: `${tocsin.url}/opsgenie` })
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

function call(operation: string, ...args: unknown[]): Promise<Answer> {
  return ask(opsgenie.alertV2, operation, ...args)
}

function ask(operations: Record<string, Operation>, operation: string, ...args: unknown[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const done: Callback = (error, answer) => (error ? reject(error) : resolve(answer))
    operations[operation]?.(...args, done)
  })
}

/** Writes as the client does, and asks what became of it until that is known. */
async function write(operation: string, ...args: unknown[]): Promise<Record<string, unknown>> {
  const { requestId, result } = await call(operation, ...args)
  expect(result).toBe('Request will be processed')
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return (await call('getRequestStatus', requestId)).data
    } catch (error) {
      expect(error).toMatchObject({ httpStatusCode: 404 })
      await sleep(20)
    }
  }
  throw new Error(`nothing became of ${operation}`)
}

const alias: Identifier = { identifier: 'disk-db-1', identifierType: 'alias' }
const get = async (identifier: Identifier) => (await call('get', identifier)).data

test('the client creates an alert, which opens an incident and pages; it reads it by alias, id and number', async () => {
  const created = await write('create', {
    ...{ message: 'Disk full on db-1', alias: 'disk-db-1', description: 'All of it.', priority: 'P1', entity: 'db-1' },
    ...{ tags: ['prod', 'region:eu'], details: { mount: '/var' }, user: 'robot', note: 'Found by a script' },
    responders: [{ type: 'user', username: 'ben@example.com' }],
  })
  expect(created).toMatchObject({ success: true, action: 'Create', alias: 'disk-db-1' })
  const incident = await api.waitForIncident(({ title }) => title === 'Disk full on db-1', 5_000)
  expect(incident.priority).toBe('P2')
  const alert = await get(alias)
  expect(alert).toMatchObject({ id: created.alertId, status: 'open', acknowledged: false, details: { mount: '/var' } })
  expect(await get({ identifier: String(alert.id) })).toMatchObject({ alias: 'disk-db-1' })
  expect(await get({ identifier: String(alert.tinyId), identifierType: 'tiny' })).toMatchObject({ alias: 'disk-db-1' })
  const paged = async () => (await api.facts(incident.id)).filter(({ type }) => type === 'ResponderPaged').length
  for (let attempt = 0; attempt < 100 && (await paged()) === 0; attempt++) await sleep(20)
  expect(await paged()).toBe(1)
})

test('the client changes tags and details, notes, snoozes, assigns, escalates, acknowledges and takes that back', async () => {
  expect(await write('addTags', alias, { tags: ['urgent'] })).toMatchObject({ isSuccess: true })
  expect(await write('removeTags', alias, { tags: 'prod' })).toMatchObject({ isSuccess: true })
  // Without a type of identifier the client writes an address without a question mark.
  const { id } = await get(alias)
  expect(await write('addDetails', alias, { details: { rack: 7 } })).toMatchObject({ isSuccess: true })
  expect(await write('removeDetails', { identifier: id }, { keys: 'mount' })).toMatchObject({ isSuccess: true })
  expect(await get(alias)).toMatchObject({ tags: ['region:eu', 'urgent'], details: { rack: '7' } })
  expect(await write('addNote', alias, { note: 'On it', user: 'Ana' })).toMatchObject({ isSuccess: true })
  const endTime = new Date(Date.now() + 3_600_000).toISOString()
  expect(await write('snooze', alias, { endTime })).toMatchObject({ isSuccess: true })
  expect(await get(alias)).toMatchObject({ snoozed: true, snoozedUntil: endTime })
  expect(await write('assign', alias, { owner: { username: 'ben@example.com' } })).toMatchObject({ isSuccess: true })
  expect(await get(alias)).toMatchObject({ owner: 'ben@example.com', snoozed: false })
  expect(await write('escalateToNext', alias, { escalation: { name: 'Payments' } })).toMatchObject({ isSuccess: true })
  expect(await write('acknowledge', alias, { user: 'ana@example.com' })).toMatchObject({ isSuccess: true })
  expect(await get(alias)).toMatchObject({ acknowledged: true, report: { acknowledgedBy: 'ana@example.com' } })
  expect(await write('unacknowledge', alias, {})).toMatchObject({ isSuccess: true })
  expect(await get(alias)).toMatchObject({ acknowledged: false })
  expect(await write('addTeam', alias, { team: { name: 'Payments' } })).toMatchObject({ isSuccess: true })
  expect(await write('executeAction', alias, { action: 'Restart' })).toMatchObject({ isSuccess: false })
})

test('the client lists alerts, their notes, logs and recipients', async () => {
  await write('create', { message: 'Another', alias: 'other', priority: 'P5' })
  const list = async (query: string) => {
    const { data } = await call('list', { query, limit: 10, sort: 'alias', order: 'asc' })
    return (data as unknown as { alias: string }[]).map((each) => each.alias)
  }
  expect(await list('')).toEqual(['disk-db-1', 'other'])
  expect(await list('status: open AND tag: urgent')).toEqual(['disk-db-1'])
  await expect(list('colour: red')).rejects.toMatchObject({ httpStatusCode: 422 })
  const notes = (await call('listAlertNotes', alias, { order: 'asc' })).data as unknown as { note: string }[]
  expect(notes.map(({ note }) => note)).toEqual(['Found by a script', 'On it'])
  const logs = (await call('listAlertLogs', alias, { limit: 50 })).data as unknown as { log: string }[]
  expect(logs.map(({ log }) => log)).toContain('Acknowledged alert')
  const recipients = (await call('listAlertRecipients', alias)).data as unknown as { user: { username: string } }[]
  expect(recipients.map(({ user }) => user.username)).toContain('ana@example.com')
})

test('what somebody does in Tocsin the client sees, and closing the alert resolves the incident', async () => {
  const incident = await api.waitForIncident(({ title }) => title === 'Disk full on db-1', 1_000)
  await api.post(`/incidents/${incident.id}/acknowledge`)
  expect(await get(alias)).toMatchObject({ acknowledged: true })
  expect(await write('close', alias, { user: 'robot', note: 'Cleaned up' })).toMatchObject({ isSuccess: true })
  await api.waitForIncident(({ id, status }) => id === incident.id && status === 'resolved', 5_000)
  expect(await get(alias)).toMatchObject({ status: 'closed' })
  expect(await write('delete', { identifier: 'other', identifierType: 'alias' })).toMatchObject({ isSuccess: true })
  await expect(get({ identifier: 'other', identifierType: 'alias' })).rejects.toMatchObject({ httpStatusCode: 404 })
})

test('the client pings a heartbeat; a wrong key is refused as Opsgenie refuses it', async () => {
  const pong = await ask(opsgenie.heartbeat, 'ping', { identifier: 'backup' }, {})
  expect(pong.result).toBe('PONG - Heartbeat received')
  const { data } = await ask(opsgenie.heartbeat, 'get', { identifier: 'backup' })
  expect(data).toMatchObject({ name: 'backup', expired: false })
  opsgenie.configure({ api_key: 'wrong', host: `${tocsin.url}/opsgenie` })
  await expect(get(alias)).rejects.toMatchObject({ httpStatusCode: 401, message: expect.stringContaining('GenieKey') })
})
