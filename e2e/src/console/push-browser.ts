/** A browser that can be subscribed to web push without the internet; what is real of it and what is not: `web-push.test.ts`. */
import type { WebPushStandin } from '@tocsin/standins/webpush.ts'
import type { BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DESKTOP } from './browser.ts'

export const PUSHED: BrowserContextOptions = { ...DESKTOP, serviceWorkers: 'allow', permissions: ['notifications'] }

export interface Shown {
  title: string
  body: string
  tag: string
  silent: boolean
  actions: { action: string; title: string }[]
}

/** Before the page is opened: subscriptions are made at the stand-in. */
export async function makeSubscribable(page: Page, service: WebPushStandin): Promise<void> {
  await page.exposeFunction('subscribeAtStandin', (key: string) => service.subscribe(key))
  await page.addInitScript(PUSH_MANAGER)
}

export type Deliver = (text: string) => Promise<void>

/** Hands a text to the page's service worker, as the browser does with a push that it has decrypted. */
export async function deliverer(page: Page): Promise<Deliver> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const origin = new URL(page.url()).origin
  let registrationId: string | undefined
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))?.registrationId ?? registrationId
  })
  await session.send('ServiceWorker.enable')
  return async (data) => {
    await expect.poll(() => registrationId, { timeout: 20_000 }).toBeDefined()
    const before = (await shown(page)).map(({ title, body }) => title + body).join('\n')
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: registrationId ?? '', data })
    await expect
      .poll(async () => (await shown(page)).map(({ title, body }) => title + body).join('\n'), { timeout: 20_000 })
      .not.toBe(before)
  }
}

export function shown(page: Page): Promise<Shown[]> {
  return page.evaluate(`navigator.serviceWorker.ready
    .then((registration) => registration.getNotifications())
    .then((all) => all.map(({ title, body, tag, silent, actions }) => ({
      title, body, tag, silent: silent === true, actions: actions.map(({ action, title }) => ({ action, title })),
    })))`)
}

/** A push service that this browser can reach, which Chromium's own is not. */
const PUSH_MANAGER = `{
  const bytes = (text) => Uint8Array.fromBase64(text, { alphabet: 'base64url' })
  const keep = (value) => localStorage.setItem('stand-in', JSON.stringify(value))
  const kept = () => JSON.parse(localStorage.getItem('stand-in') ?? 'null')
  const subscriptionOf = ({ key, endpoint, keys }) => ({
    endpoint,
    options: { applicationServerKey: bytes(key).buffer, userVisibleOnly: true },
    toJSON: () => ({ endpoint, keys }),
    unsubscribe: async () => { localStorage.removeItem('stand-in'); return true },
  })
  PushManager.prototype.subscribe = async ({ applicationServerKey: key }) => {
    keep({ key, ...(await window.subscribeAtStandin(key)) })
    return subscriptionOf(kept())
  }
  PushManager.prototype.getSubscription = async () => (kept() === null ? null : subscriptionOf(kept()))
}`
