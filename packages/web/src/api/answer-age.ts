/**
 * How old answers are that came out of the service worker's cache, because none came from the server. Kept by path; a live answer
 * takes the age away.
 */
const ages = new Map<string, number>()
const listeners = new Set<() => void>()

/** `asOf`: milliseconds as the header has them, or null for a live answer. */
export function noteAge(path: string, asOf: string | null): void {
  if (asOf === null ? !ages.delete(path) : ages.get(path) === Number(asOf)) return
  if (asOf !== null) ages.set(path, Number(asOf))
  for (const listener of listeners) listener()
}

/** When a kept answer was given; undefined for what is live. */
export function ageOf(path: string | undefined): number | undefined {
  return path === undefined ? undefined : ages.get(path)
}

export function onAges(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
