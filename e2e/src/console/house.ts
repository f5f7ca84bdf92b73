/** What a test of the console needs: a running Tocsin with an organisation, its mail server, and a browser. */

import type { ParsedMail } from '@tocsin/standins/parsed-mail.ts'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import type { Page } from 'playwright-core'
import { type ApiClient, createApi, type Incident } from '../harness/api.ts'
import { KEYS, type OrganisationOptions, organisationYaml } from '../harness/organisation.ts'
import { startTocsin } from '../harness/tocsin-process.ts'
import { launchBrowser, type VisitOptions, visit } from './browser.ts'

export const ANA = 'ana@example.com'
export const BEN = 'ben@example.com'
export const MIA = 'mia@example.com'
export const VERA = 'vera@example.com'

export interface House {
  url: string
  api: ApiClient
  smtp: SmtpStandin
  /** `url`: another way to the console than the direct one. */
  visit(options: Omit<VisitOptions, 'url'> & { url?: string }, body: (page: Page) => Promise<void>): Promise<void>
  /** Sends what `curl` would: one condition, firing or recovered. */
  send(condition: Condition): Promise<void>
  /** Sends a firing condition and waits for its incident. */
  open(title: string): Promise<Incident>
  /** The mail that pages `address` for an incident. */
  pageMail(address: string, incidentId: string): Promise<ParsedMail>
  close(): Promise<void>
}

export interface Condition {
  id: string
  title: string
  ok: boolean
  level?: string
}

const PATIENCE_MS = 30_000

/** Ana is on call and an admin, Ben is the second step, Mia a manager, Vera a viewer. */
export async function openHouse({
  databaseUrl,
  environment = {},
  ...options
}: Partial<OrganisationOptions> & { databaseUrl?: string; environment?: Record<string, string> } = {}): Promise<House> {
  const smtp = await startSmtpStandin({ now: Date.now })
  const others = [
    { name: 'Mia', role: 'manager' },
    { name: 'Vera', role: 'viewer' },
  ]
  const yaml = organisationYaml({ smtpUrl: smtp.url, others, ...options })
  const [tocsin, browser] = await Promise.all([
    startTocsin({ yaml, environment, ...(databaseUrl && { databaseUrl }) }),
    launchBrowser(),
  ])
  const url = `http://localhost:${tocsin.port}`
  const api = createApi(url, KEYS.api)
  const send = (condition: Condition) => sendCondition(url, condition)
  return {
    url,
    api,
    smtp,
    send,
    visit: (visitOptions, body) => visit(browser, { url, ...visitOptions }, body),
    async open(title) {
      await send({ id: title, title, ok: false, level: 'critical' })
      return api.waitForIncident((incident) => incident.title === title, PATIENCE_MS)
    },
    pageMail: (address, incidentId) =>
      smtp.waitForMail(({ rcptTo, subject }) => rcptTo.includes(address) && subject.includes(incidentId), PATIENCE_MS),
    async close() {
      await browser.close()
      const code = await tocsin.stop()
      await smtp.close()
      if (code !== 0) throw new Error(`Tocsin ended with ${code}:\n${tocsin.output()}`)
    },
  }
}

/** Rejects unless the door took it. */
export async function sendCondition(url: string, condition: Condition): Promise<void> {
  const answer = await fetch(`${url}/in/json/${KEYS.json}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(condition),
  })
  if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
}

/** Waits until the line is up, so that what follows comes live. */
export async function waitUntilLive(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor()
}
