import { expect, test } from 'vitest'
import type { GuideDoor } from './door.ts'
import { GUIDE_NAMES, guideOfSystem, SOURCE_SYSTEMS } from './registry.ts'

const DOOR: GuideDoor = {
  key: 'k1234567',
  addresses: ['https://t.example.com/in/x/k1234567', 'https://t.example.com/am/k1234567'],
  hasSecret: false,
}
const textOf = (system: string, name: string, door: Partial<GuideDoor> = {}) =>
  guideOfSystem(system)[name]?.({ ...DOOR, ...door })

test.each(SOURCE_SYSTEMS)('whoever sets up %s is told what to paste, with the address or the key in it', (system) => {
  const parts = Object.entries(guideOfSystem(system))
  expect(parts.length).toBeGreaterThan(0)
  const texts = parts.map(([, make]) => make(DOOR))
  expect(texts.some((text) => text.includes('k1234567'))).toBe(true)
  for (const text of texts) expect(text).not.toMatch(/undefined|\[object/)
})

test('no name of a part is listed twice', () => {
  expect(GUIDE_NAMES).toEqual([...new Set(GUIDE_NAMES)])
  expect(GUIDE_NAMES).toContain('curl')
})

test('Prometheus is told scheme, host and path of the address apart', () => {
  const text = textOf('alertmanager', 'prometheus')
  expect(text).toContain('scheme: https')
  expect(text).toContain('path_prefix: /am/k1234567')
  expect(text).toContain("targets: ['t.example.com']")
})

test('a port stays with the host', () => {
  const addresses = ['http://10.0.0.5:4000/in/alertmanager/k', 'http://10.0.0.5:4000/am/k']
  expect(textOf('alertmanager', 'prometheus', { addresses })).toContain("targets: ['10.0.0.5:4000']")
})

test('PagerDuty’s senders are given the key and the host', () => {
  const text = textOf('pagerduty-events', 'pdjs', { addresses: ['https://t.example.com/v2/enqueue'] })
  expect(text).toContain("server: 't.example.com'")
  expect(text).toContain("routing_key: 'k1234567'")
})

test('what curl sends is JSON, and a secret is a variable of the shell', () => {
  const body = /-d '(.*)'$/.exec(textOf('json', 'curl') ?? '')?.[1] ?? ''
  expect(JSON.parse(body)).toMatchObject({ id: 'disk-db-1', ok: false })
  expect(textOf('json', 'curl')).not.toContain('x-tocsin-secret')
  expect(textOf('json', 'curl', { hasSecret: true })).toContain('"x-tocsin-secret: $TOCSIN_SECRET"')
})
