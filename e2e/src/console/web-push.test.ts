/**
 * Web push up to the glass. Real are: the console, its service worker in Chromium, the server with its own keys, encryption and tokens,
 * and a push service that verifies and decrypts. Two things cannot be without the internet: a subscription at the browser's own push
 * service, for which `pushManager` is stood in with keys of the stand-in; and the way from there into the browser, for which the decrypted
 * text is handed to the service worker by Chromium's own debugging door. A press on a notification is an event made in the worker.
 */
import { startWebPushStandin, type WebPushStandin } from '@tocsin/standins/webpush.ts'
import type { Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEYS } from '../harness/organisation.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'
import { type Deliver, deliverer, makeSubscribable, PUSHED, shown } from './push-browser.ts'

describe.skipIf(CHROMIUM === null)('pages as notifications of a browser', () => {
  let house: House
  let service: WebPushStandin

  beforeAll(async () => {
    service = await startWebPushStandin({ now: Date.now })
    house = await openHouse()
    await put('/channels/webpush', { push_services: [service.url], subject: 'mailto:ops@example.com' })
  })

  afterAll(async () => {
    await house.close()
    await service.close()
  })

  async function put(path: string, body: object): Promise<void> {
    const answer = await fetch(`${house.url}/api/v1${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${KEYS.api}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`)
  }

  /** Opens the account page in a browser that can be subscribed. */
  const visitSubscribable = (body: (page: Page, deliver: Deliver) => Promise<void>) =>
    house.visit({ as: ANA, context: PUSHED }, async (page) => {
      await makeSubscribable(page, service)
      await page.goto('/account')
      await body(page, await deliverer(page))
    })

  const pushOf = (title: string, kind: string) =>
    service.waitForMessage(({ text }) => text.includes(title) && text.includes(`"kind":"${kind}"`), 30_000)

  test('one press subscribes this browser, which confirms the test page by itself; pages come, are taken, and end', async () => {
    await visitSubscribable(async (page, deliver) => {
      await page.getByText('Pages appear as notifications of Chrome, Linux', { exact: false }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Page me in this browser' }).click()
      const code = await service.waitForMessage(({ text }) => text.includes('"kind":"code"'), 30_000)
      expect(code).toMatchObject({ urgency: 'high', ttl: 900 })
      await deliver(code.text)
      await page.getByText('Pages reach this browser.').waitFor()
      expect(await shown(page)).toMatchObject([{ title: 'Tocsin reaches you here' }])
      expect(await axeViolations(page)).toEqual([])

      const ana = (await house.api.get<{ items: { id: string; email: string }[] }>('/users?q=ana')).items[0]
      await put(`/users/${ana?.id}/rules`, {
        items: [
          { urgency: 'high', after: '0m', contact: 'webpush' },
          { urgency: 'low', after: '0m', contact: 'webpush' },
        ],
      })
      await takenByTheButton(page, deliver)
      await takenBySomebodyElse(page, deliver)
      await goneForGood(page)
    })
  })

  async function takenByTheButton(page: Page, deliver: Deliver): Promise<void> {
    const incident = await house.open('Payments are refused')
    const push = await pushOf('Payments are refused', 'page')
    expect(push).toMatchObject({ urgency: 'high', ttl: 3_600, topic: expect.stringMatching(/^[-_A-Za-z0-9]{32}$/) })
    await deliver(push.text)
    const [notification] = (await shown(page)).filter(({ tag }) => tag === incident.id)
    expect(notification).toMatchObject({
      title: expect.stringMatching(/^P\d Payments are refused$/),
      body: expect.stringContaining('Payment API'),
      silent: false,
      actions: [{ action: 'acknowledge', title: 'Acknowledge' }],
    })
    await press(page, incident.id, 'acknowledge')
    await expect
      .poll(async () => (await house.api.incident(incident.id)).status, { timeout: 20_000 })
      .toBe('acknowledged')
    await expect
      .poll(async () => (await shown(page)).filter(({ tag }) => tag === incident.id), { timeout: 20_000 })
      .toMatchObject([{ title: `${incident.id} is yours`, silent: true, actions: [] }])
    const facts = await house.api.facts(incident.id)
    expect(facts.find(({ type }) => type === 'IncidentAcknowledged')?.actor).toMatchObject({
      kind: 'user',
      label: 'Ana',
    })
  }

  async function takenBySomebodyElse(page: Page, deliver: Deliver): Promise<void> {
    const incident = await house.open('Invoices are late')
    await deliver((await pushOf('Invoices are late', 'page')).text)
    await house.visit({ as: MIA }, async (mias) => {
      await mias.goto(`/incidents/${incident.id}`)
      await mias.getByRole('button', { name: 'Acknowledge' }).click()
      await mias.getByText('Mia has it: no further pages').waitFor()
    })
    const notice = await pushOf('Invoices are late', 'notice')
    await deliver(notice.text)
    expect((await shown(page)).filter(({ tag }) => tag === incident.id)).toMatchObject([
      {
        silent: true,
        actions: [],
        body: expect.stringContaining('It was acknowledged by Mia; you need not do anything.'),
      },
    ])
    await press(page, incident.id, '')
    await page.waitForURL(`**/incidents/${incident.id}`)
  }

  async function goneForGood(page: Page): Promise<void> {
    for (const { endpoint } of service.messages()) service.unsubscribe(endpoint)
    await house.open('Refunds are stuck')
    const told = await house.smtp.waitForMail(({ subject }) => subject.includes('cannot reach you any more'), 30_000)
    expect(told.rcptTo).toEqual([ANA])
    await page.goto('/account')
    await page.getByText('the browser ended its subscription', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Page me in this browser' }).waitFor()
  }

  test('who does not allow notifications is told what to do', async () => {
    await house.visit({ as: ANA, context: { ...DESKTOP, serviceWorkers: 'allow' } }, async (page) => {
      await page.addInitScript("Notification.requestPermission = async () => 'denied'")
      await page.goto('/account')
      await page.getByRole('button', { name: 'Page me in this browser' }).click()
      await page.getByText('Notifications are blocked for this address.', { exact: false }).waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('whoever signs out of a subscribed browser is not paged there any more', async () => {
    await visitSubscribable(async (page, deliver) => {
      const before = service.messages().length
      await page.getByRole('button', { name: 'Page me in this browser' }).click()
      await expect.poll(() => service.messages().length, { timeout: 20_000 }).toBeGreaterThan(before)
      await deliver(service.messages().at(-1)?.text ?? '')
      await page.getByText('Pages reach this browser.').waitFor()
      await page.getByRole('button', { name: 'Account of Ana' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL('**/login*')
    })
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      await page.getByText('you signed out there', { exact: false }).first().waitFor()
    })
  })
})

/** What a thumb does to a notification: on its button, or on itself. */
async function press(page: Page, tag: string, action: string): Promise<void> {
  const workers = page.context().serviceWorkers()
  const worker: Worker | undefined = workers.at(-1)
  if (worker === undefined) throw new Error('there is no service worker')
  await worker.evaluate(
    `self.registration.getNotifications({ tag: ${JSON.stringify(tag)} }).then(([notification]) => {
      const event = new NotificationEvent('notificationclick', { notification, action: ${JSON.stringify(action)} })
      // An event of our own cannot be waited for; the work begins all the same.
      event.waitUntil = () => {}
      self.dispatchEvent(event)
    })`,
  )
}
