import { expect, test } from 'vitest'
import type { Noise } from '../../../api/types.ts'
import { conditionOf, filtersOfNoise, quieterMonitor } from './noise-proposal.ts'

const source: Noise['source'] = { id: 'monitor/shop', name: 'Shop', system: 'monitor' }
const form = { id: 'shop', name: 'Shop', kind: 'http', settings: {}, layer: 'business' } as const

test('a monitor waits by its own duration, and what comes back is one incident by its quiet period', () => {
  expect(quieterMonitor(form, { kind: 'wait', wait: '2m', spares: 3 })).toEqual({ ...form, for: '2m' })
  expect(quieterMonitor(form, { kind: 'flapping', wait: null, spares: 3 })).toEqual({ ...form, quiet_period: '30m' })
})

test('the alerts behind the figures are found by the label or the title that they are counted by, cleared ones too', () => {
  const byLabel = { source, name: 'MonitorFailed', label: 'alertname' }
  expect(filtersOfNoise(byLabel)).toEqual({ label: ['alertname=MonitorFailed'], source: source.id, state: 'all' })
  expect(filtersOfNoise({ ...byLabel, label: null })).toEqual({ q: 'MonitorFailed', source: source.id, state: 'all' })
  expect(conditionOf(byLabel)).toBe('source.id == "monitor/shop" && labels["alertname"] == "MonitorFailed"')
})
