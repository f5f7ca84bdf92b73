import styles from './sparkline.module.css'

const width = 96
const height = 22

/** How something went over time, without numbers: they stand beside it. Gaps stay gaps. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value): value is number => value !== null)
  const max = Math.max(1, ...known)
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0
  const points = values.map((value, index) =>
    value === null ? null : ([1 + index * step, height - 2 - (value / max) * (height - 4)] as const),
  )
  return (
    <svg className={styles.line} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      {runsOf(points).map((run) =>
        run.length === 1 ? (
          <circle key={run[0]?.[0]} cx={run[0]?.[0]} cy={run[0]?.[1]} r={1.5} className={styles.dot} />
        ) : (
          <polyline key={run[0]?.[0]} points={run.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
        ),
      )}
    </svg>
  )
}

type Point = readonly [number, number]

/** Points that follow each other without a gap. */
export function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = []
  let isOpen = false
  for (const point of points) {
    if (point !== null && isOpen) runs.at(-1)?.push(point)
    else if (point !== null) runs.push([point])
    isOpen = point !== null
  }
  return runs
}
