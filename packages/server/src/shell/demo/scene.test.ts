import { findInAdapter } from '@tocsin/adapters/in/registry.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { SCENES } from './calendar.ts'
import { createChance } from './chance.ts'
import { conditionOf, tell } from './scene.ts'
import { callOf } from './senders.ts'

const KEYS = { keySeed: 'k' }
const AT = Date.UTC(2026, 2, 2, 10) as Instant

test('a text makes its choices by chance, and the same ones again', () => {
  const chance = createChance('a')
  const told = Array.from({ length: 50 }, () => tell('{3-5} of {one|two}', chance))
  expect(new Set(told)).toEqual(new Set(['3 of one', '4 of one', '5 of one', '3 of two', '4 of two', '5 of two']))
  expect(tell('{1-1000}', createChance('b'))).toBe(tell('{1-1000}', createChance('b')))
})

test.each(SCENES.map((scene) => [scene.name, scene] as const))(
  'what the monitor says of %s is read as it is meant',
  (_, scene) => {
    const chance = createChance(scene.name)
    const condition = conditionOf(scene, chance)
    expect(JSON.stringify([condition, scene.notes.map((note) => tell(note, chance))])).not.toMatch(/[{]\w+[|-]/)
    const keys: (string | undefined)[] = []
    for (const isOver of [false, true]) {
      const { url, headers, payload } = callOf(KEYS, scene.source, { condition, isOver, startedAt: AT, at: AT })
      const adapter = findInAdapter(url.startsWith('/v2/') ? 'pagerduty-events' : (url.split('/')[2] ?? ''))
      const request = {
        method: 'POST',
        path: url,
        query: new URLSearchParams(),
        headers,
        body: Buffer.from(payload),
        receivedAt: AT,
      }
      const map = {
        title: 'body.subject',
        dedup_key: 'body.ticket',
        state: "body.open ? 'firing' : 'resolved'",
        labels: "{'service': body.service}",
      }
      const reading = adapter?.read(request, { defaultSeverity: 'unknown', ...(scene.source === 'desk' && { map }) })
      expect(reading?.problems).toEqual([])
      expect(reading?.signals).toHaveLength(1)
      expect(reading?.signals[0]).toMatchObject({ title: condition.title, state: isOver ? 'resolved' : 'firing' })
      // Events of PagerDuty have no labels of that name; their source says the service.
      if (scene.source !== 'batch') expect(reading?.signals[0]?.labels.service).toBe(scene.service)
      keys.push(reading?.signals[0]?.key)
    }
    expect(keys[0]).toBe(keys[1])
  },
)
