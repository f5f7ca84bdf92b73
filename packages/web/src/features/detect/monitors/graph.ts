/** The geometry of a history: where lines go, and what it was down in. */
import type { MonitorHistory } from '../../../api/types.ts'

export const WIDTH = 1_000
export const HEIGHT = 200

export interface Graph {
  min: number
  max: number
  /** Of a bucket, in the units of the drawing. */
  step: number
  points: { at: number; x: number; value: number; failures: number; checks: number }[]
  /** Paths without gaps in between. */
  average: string[]
  worst: string[]
  /** `share`: of the bucket. */
  downs: { x: number; width: number; share: number }[]
}

export function calcGraph({ items, from, to, span_ms }: MonitorHistory, isMetric: boolean): Graph {
  const [start, end] = [Date.parse(from), Date.parse(to)]
  const scale = WIDTH / Math.max(1, end - start)
  const step = span_ms * scale
  const known = items.flatMap((item) => {
    const value = isMetric ? item.value : item.latency_avg
    if (value === null) return []
    const at = Date.parse(item.at)
    return [{ ...item, at, x: (at - start) * scale, value, high: isMetric ? value : item.latency_max }]
  })
  const max = Math.max(...known.map(({ high }) => high), isMetric ? Number.NEGATIVE_INFINITY : 1)
  const low = Math.min(...known.map(({ value }) => value))
  const min = isMetric ? low - Math.max(1e-9, (max - low) * 0.05) : 0
  const y = (value: number): number => HEIGHT - 4 - ((value - min) / Math.max(1e-9, max - min)) * (HEIGHT - 12)
  const pathsOf = (read: (point: (typeof known)[number]) => number): string[] => {
    const paths: string[] = []
    let last = Number.NaN
    for (const point of known) {
      const place = `${(point.x + step / 2).toFixed(1)} ${y(read(point)).toFixed(1)}`
      if (point.at - last === span_ms) paths.push(`${paths.pop()}L${place}`)
      // A line of no length shows as a dot, by its round ends.
      else paths.push(`M${place}h0.01M${place}`)
      last = point.at
    }
    return paths
  }
  return {
    ...{ min, max, step, average: pathsOf(({ value }) => value), worst: isMetric ? [] : pathsOf(({ high }) => high) },
    points: known.map(({ at, x, value, failures, checks }) => ({ at, x, value, failures, checks })),
    downs: items.flatMap(({ at, up_ms, down_ms }) =>
      down_ms === 0
        ? []
        : [{ x: (Date.parse(at) - start) * scale, width: Math.max(step, 2), share: down_ms / (up_ms + down_ms) }],
    ),
  }
}
