/** The row to go to from row `at` (-1: none yet). Stops at the ends; -1 when there are no rows. */
export function nextRow(count: number, at: number, by: 1 | -1): number {
  if (count === 0) return -1
  if (at < 0) return by > 0 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, at + by))
}
