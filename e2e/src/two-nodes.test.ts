import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningPostgres, startPostgres } from '@tocsin/server/shell/database/testing/start-postgres.ts'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { startWebhookStandin, type WebhookStandin } from '@tocsin/standins/webhook.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// Two nodes share one PostgreSQL server: in the normal case each page goes out once, and when one of them is killed the other
// goes on with what it left behind.

const SECRET = { TOCSIN_SECRET_KEY: 'a passphrase that both nodes share' }

let postgres: RunningPostgres
let smtp: SmtpStandin
let hook: WebhookStandin
let first: TocsinProcess
let second: TocsinProcess

beforeAll(async () => {
  postgres = await startPostgres()
  smtp = await startSmtpStandin({ now: Date.now })
  hook = await startWebhookStandin({ now: Date.now, secret: 's3cret-of-ana' })
  const yaml = organisationYaml({ smtpUrl: smtp.url, hookUrl: hook.url })
  first = await startTocsin({ yaml, databaseUrl: postgres.url, environment: SECRET })
  second = await startTocsin({ yaml, databaseUrl: postgres.url, environment: SECRET })
})

afterAll(async () => {
  await second?.stop()
  await hook?.close()
  await smtp?.close()
  await postgres?.stop()
})

async function fire(node: TocsinProcess, id: string): Promise<void> {
  const body = JSON.stringify({ id, title: `Disk ${id}`, ok: false, level: 'critical' })
  const reply = await fetch(`${node.url}/in/json/${KEYS.json}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(reply.status).toBe(200)
}

function pagesOf(ids: string[]): string[] {
  const pages = hook
    .accepted()
    .map((request) => ({ id: String(request.headers['x-tocsin-id']), body: String(request.body) }))
  return pages.filter((page) => ids.some((id) => page.body.includes(`Disk ${id}"`))).map((page) => page.id)
}

async function waitForPages(ids: string[], timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (new Set(pagesOf(ids)).size < ids.length) {
    if (Date.now() > deadline)
      throw new Error(`${new Set(pagesOf(ids)).size} of ${ids.length} pages within ${timeoutMs} ms`)
    await sleep(20)
  }
}

test('two nodes send each page once', async () => {
  const ids = Array.from({ length: 60 }, (_, n) => `once-${n}`)
  await Promise.all(ids.map((id, n) => fire(n % 2 === 0 ? first : second, id)))
  await waitForPages(ids, 20_000)
  await sleep(1_500)
  expect(pagesOf(ids).toSorted()).toEqual([...new Set(pagesOf(ids))].toSorted())
})

test('when one node is killed, the other pages within five seconds for what it left behind', async () => {
  const ids = Array.from({ length: 30 }, (_, n) => `left-${n}`)
  await Promise.all(ids.map((id) => fire(first, id)))
  await first.kill()
  await waitForPages(ids, 5_000)
})
