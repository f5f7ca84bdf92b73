import { expect, test } from 'vitest'
import { withLayer } from './layer-label.ts'
import type { Signal } from './signal.ts'

const signal = (labels: Record<string, string>) => ({ key: 'a', labels }) as Signal

test('signals of a source that says its layer carry it, and the others are left as they are', () => {
  const signals = [signal({ host: 'db' })]
  expect(withLayer(signals, { options: { layer: 'business' } })[0]?.labels).toEqual({ host: 'db', layer: 'business' })
  expect(withLayer(signals, {})).toBe(signals)
})

test('what the sender itself calls its layer stays', () => {
  expect(withLayer([signal({ layer: 'edge' })], { options: { layer: 'business' } })[0]?.labels).toEqual({
    layer: 'edge',
  })
})
