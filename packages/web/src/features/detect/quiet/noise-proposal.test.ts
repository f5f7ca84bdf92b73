import { expect, test } from 'vitest'
import type { Noise } from '../../../api/types.ts'
import { conditionOf, filtersOfNoise, monitorOf, quieterMonitor, remedyOf } from './noise-proposal.ts'

const source: Noise['source'] = { id: 'monitor/shop', name: 'Shop', system: 'monitor' }
const form = { id: 'shop', name: 'Shop', kind: 'http', settings: {}, layer: 'business' } as const

test('a monitor waits by its own duration, and what comes back is one incident by its quiet period', () => {
  expect(quieterMonitor(form, 'wait', '2m')).toEqual({ ...form, for: '2m' })
  expect(quieterMonitor(form, 'flapping', '5m')).toEqual({ ...form, quiet_period: '30m' })
})

test('what the sender would have to delete is recorded only until then', () => {
  const kinds = (['wait', 'flapping', 'record_only', 'delete'] as const).map((kind) =>
    remedyOf({ kind, wait: null, spares: 1 }),
  )
  expect(kinds).toEqual(['wait', 'flapping', 'record_only', 'record_only'])
  expect([monitorOf({ source }), monitorOf({ source: { ...source, id: 'prometheus' } })]).toEqual(['shop', undefined])
})

test('the alerts behind the figures are found by the label or the title that they are counted by, cleared ones too', () => {
  const byLabel = { source, name: 'MonitorFailed', label: 'alertname' }
  expect(filtersOfNoise(byLabel)).toEqual({ label: ['alertname=MonitorFailed'], source: source.id, state: 'all' })
  expect(filtersOfNoise({ ...byLabel, label: null })).toEqual({ q: 'MonitorFailed', source: source.id, state: 'all' })
  expect(conditionOf(byLabel)).toBe('source.id == "monitor/shop" && labels["alertname"] == "MonitorFailed"')
})
