/**
 * The console's clock. It follows the server's: a countdown on a machine whose clock is wrong must still say when the next
 * person is paged. Small differences are the network's and are left alone.
 */
const toleranceMs = 2_000
let offsetMs = 0

/** Milliseconds since the epoch, by the server's clock as far as it is known. */
export function now(): number {
  return Date.now() + offsetMs
}

/** Milliseconds since the page was opened: for how long something took or is to rest, which no clock that is set may change. */
export function elapsed(): number {
  return performance.now()
}

export function setServerTime(serverMs: number): void {
  const differenceMs = serverMs - Date.now()
  offsetMs = Math.abs(differenceMs) > toleranceMs ? differenceMs : 0
}

/** Calls `run` every `intervalMs`; returns what stops it. */
export function every(intervalMs: number, run: () => void): () => void {
  const timer = setInterval(run, intervalMs)
  return () => clearInterval(timer)
}

/** Calls `run` once after `delayMs`; returns what cancels it. */
export function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
