/** A number from 0 up to 1: spreads reconnections, so that a restarted server is not met by everybody at once. */
export function chance(): number {
  return Math.random()
}
