/** What values mean against levels. */

import type { Series } from '../../query/query.ts'
import type { CheckReport } from '../check.ts'

export const REDUCTIONS = ['avg', 'min', 'max', 'sum', 'last', 'count'] as const
export const COMPARISONS = ['above', 'below'] as const

export interface MetricLevels {
  reduce: (typeof REDUCTIONS)[number]
  compare: (typeof COMPARISONS)[number]
  warning?: number | undefined
  critical?: number | undefined
  unit: string
}

/** Of several series the worst counts: the one that is farthest on the wrong side. */
export function judgeSeries(levels: MetricLevels, series: readonly Series[]): CheckReport {
  const reduced = series.flatMap(({ name, values }) => {
    const value = reduceValues(levels.reduce, values.filter(Number.isFinite))
    return value === undefined ? [] : [{ name, value }]
  })
  const sign = levels.compare === 'above' ? 1 : -1
  const [worst] = reduced.toSorted((a, b) => sign * (b.value - a.value))
  if (!worst) return { finding: 'no_data', message: 'the query gives no values' }
  const { name, value } = worst
  const details = { series: reduced.slice(0, 20) }
  const about = name === '' ? '' : ` (${name})`
  const shown = `${formatValue(value)}${levels.unit && ` ${levels.unit}`}`
  for (const finding of ['critical', 'warning'] as const) {
    const level = levels[finding]
    if (level === undefined || sign * (value - level) <= 0) continue
    return {
      finding,
      message: `${shown} is ${levels.compare} ${formatValue(level)}${levels.unit && ` ${levels.unit}`}${about}`,
      value,
      details,
    }
  }
  return { finding: 'ok', message: `${shown}${about}`, value, details }
}

function reduceValues(reduce: MetricLevels['reduce'], values: readonly number[]): number | undefined {
  const [first] = values
  if (first === undefined) return undefined
  const sum = values.reduce((total, value) => total + value, 0)
  switch (reduce) {
    case 'avg':
      return sum / values.length
    case 'sum':
      return sum
    case 'count':
      return values.length
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'last':
      return values.at(-1)
  }
}

/** Four digits that count are enough to read. */
export function formatValue(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(value >= 1_000 ? 7 : 4)))
}
