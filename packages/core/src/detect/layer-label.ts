import type { Source } from '../people/directory.ts'
import type { Signal } from './signal.ts'

/** The label that says what a source watches; none where the source does not say it. */
export function layerLabel({ options }: Pick<Source, 'options'>): Record<string, string> {
  const layer = options?.layer
  return typeof layer === 'string' ? { layer } : {}
}

/** Signals with the layer of their source. A label of that name that the sender gave stays as it is. */
export function withLayer(signals: Signal[], source: Pick<Source, 'options'>): Signal[] {
  const label = layerLabel(source)
  if (label.layer === undefined) return signals
  return signals.map((signal) => ({ ...signal, labels: { ...label, ...signal.labels } }))
}
