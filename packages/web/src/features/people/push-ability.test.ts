import { expect, test } from 'vitest'
import { type BrowserTraits, calcPushAbility, nameBrowser } from './push-ability.ts'

const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
const traits = (changes: Partial<BrowserTraits> = {}): BrowserTraits => ({
  isSecure: true,
  hasWorker: true,
  hasPush: true,
  permission: 'default',
  agent: ANDROID,
  isInstalled: false,
  ...changes,
})

test('what stands in the way is named in the order in which it can be mended', () => {
  expect(calcPushAbility(traits())).toBe('ready')
  expect(calcPushAbility(traits({ permission: 'denied' }))).toBe('denied')
  expect(calcPushAbility(traits({ hasPush: false }))).toBe('unsupported')
  expect(calcPushAbility(traits({ permission: undefined }))).toBe('unsupported')
  expect(calcPushAbility(traits({ isSecure: false, hasWorker: false, permission: 'denied' }))).toBe('insecure')
})

test('an iPhone has to have it on its home screen first', () => {
  const inTab = traits({ agent: IPHONE, hasPush: false, permission: undefined })
  expect(calcPushAbility(inTab)).toBe('install_first')
  expect(calcPushAbility(traits({ agent: IPHONE, isInstalled: true }))).toBe('ready')
})

test.each([
  [ANDROID, 'Chrome, Android'],
  [IPHONE, 'Safari, iPhone'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0', 'Firefox, Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
    'Edge, Windows',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.6 Safari/605.1.15', 'Safari, Mac'],
  ['curl/8', 'Browser'],
])('%s is called %s', (agent, name) => expect(nameBrowser(agent)).toBe(name))
