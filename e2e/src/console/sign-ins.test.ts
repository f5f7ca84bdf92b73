import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../harness/organisation.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// How people come in: what they see of it themselves, and what admins see of everybody.

const PHONE_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604'

const PATIENCE = { timeout: 20_000 }
const LATER_STORE = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('tocsin', 9)
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    opening.result.close()
    resolve()
  }
})`

describe.skipIf(CHROMIUM === null)('sign-ins in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    // The first use of its key is in the log.
    await house.api.get('/session')
  })

  afterAll(() => house.close())

  /** Without a browser of the test: as from another device. */
  const signIn = (password: string, email = ANA) =>
    fetch(`${house.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': PHONE_AGENT },
      body: JSON.stringify({ email, password }),
    })

  test('one’s own page shows where one is signed in and who tried, and signs out everywhere else', async () => {
    const elsewhere = await signIn(PASSWORD)
    const cookie = elsewhere.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const stillIn = async () => (await fetch(`${house.url}/api/v1/session`, { headers: { cookie } })).status
    expect(await stillIn()).toBe(200)
    for (const guess of ['a', 'b', 'c']) await signIn(guess)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      const sessions = page.locator('section').filter({ hasText: 'Where you are signed in' })
      await sessions.getByText('Chrome on Linux').waitFor()
      await sessions.getByText('This one').waitFor()
      await sessions.getByText('Safari on iPhone').waitFor()
      await page.getByText('Sign-in failed 3 times').waitFor()
      await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click()
      await sessions.getByRole('button', { name: 'End 1 other session?' }).click()
      await sessions.getByText('Safari on iPhone').waitFor({ state: 'detached' })
      await page.getByText('Sessions ended · 1 session ended').waitFor()
    })
    expect(await stillIn()).toBe(401)
  })

  test('a browser whose store is broken signs out all the same', async () => {
    await house.visit({ as: ANA, context: { ...DESKTOP, serviceWorkers: 'allow' } }, async (page) => {
      await page.goto('/')
      await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), PATIENCE).toBe(true)
      // As a console of a later version leaves it behind: ours cannot open it any more.
      await page.evaluate(LATER_STORE)
      await page.reload()
      await page.getByRole('button', { name: 'Account of Ana' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL('**/login*')
      expect((await page.context().cookies()).filter(({ name }) => name.endsWith('tocsin_session'))).toEqual([])
    })
  })

  test('admins see who came in and from where, and filter it; managers do not', async () => {
    await signIn('wrong', 'nobody@example.com')
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/audit')
      await page.getByText('Sign-ins', { exact: true }).click()
      const log = page.getByRole('list', { name: 'Sign-ins' })
      await log.getByText('No such account').waitFor()
      await log.getByText('Key ci').waitFor()
      await page.getByRole('combobox', { name: 'What happened' }).click()
      await page.getByRole('option', { name: 'Sign-in failed' }).click()
      await log.getByText('Key ci').waitFor({ state: 'detached' })
      await log.getByText('3 times').waitFor()
      expect(page.url()).toContain('act=sign_in_failed')
      await page.getByLabel('Address begins with').fill('10.')
      await page.getByText('No sign-in fits these filters.').waitFor()
    })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/settings/audit?log=access')
      await page.getByText('Only admins see who signed in.').waitFor()
      expect(await page.getByText('Sign-ins', { exact: true }).count()).toBe(0)
    })
  })

  test.each(['light', 'dark'] as const)(
    'fit a phone and are sound for who does not see, in %s',
    async (colorScheme) => {
      const problems: string[] = []
      await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
        for (const [path, words] of [
          ['/account', 'Recent sign-ins'],
          ['/settings/audit?log=access', 'Key ci'],
          ['/settings/audit?log=silences', 'No silence was set yet'],
        ] as const) {
          await page.goto(path)
          await page.getByText(words).first().waitFor()
          const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
          if (sideways !== 0) problems.push(`${path} scrolls sideways`)
          problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
        }
      })
      expect(problems).toEqual([])
    },
  )
})
