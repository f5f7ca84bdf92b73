import { expect, test } from 'vitest'
import { healthByService } from './service-health.ts'

const on = (priority: 'P1' | 'P2' | 'P4', ...ids: string[]) => ({
  priority,
  services: ids.map((id) => ({ id, name: id })),
})

test('a service shows the gravest of its open incidents and how many there are', () => {
  const health = healthByService([on('P4', 'api'), on('P1', 'api', 'web'), on('P2', 'api')])
  expect(health.get('api')).toEqual({ openCount: 3, worst: 'P1' })
  expect(health.get('web')).toEqual({ openCount: 1, worst: 'P1' })
  expect(health.has('db')).toBe(false)
})
