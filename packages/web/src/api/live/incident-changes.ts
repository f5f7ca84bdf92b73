/**
 * Which incidents changed, in the order in which it was heard. A list of thousands of rows asks for the few that changed instead of
 * loading itself again, also for those that changed while another page was shown.
 */
import type { StreamEvent } from './event-stream.ts'

/** What is further back is forgotten: whoever was away that long loads anew. */
const rememberedMax = 500

let changed: string[] = []
/** The number of the first change in `changed`. */
let first = 0
const listeners = new Set<() => void>()

/** The number that the next change will get. */
export function changesSoFar(): number {
  return first + changed.length
}

/** The ids that changed from `number` on, each once; undefined when that is not known any more. */
export function changesSince(number: number): string[] | undefined {
  if (number < first) return undefined
  return [...new Set(changed.slice(number - first))]
}

export function noteIncidentChange(event: StreamEvent): void {
  const id = event.type === 'incident' ? idOf(event.data) : undefined
  if (id === undefined) return
  changed.push(id)
  if (changed.length > rememberedMax) {
    first += changed.length - rememberedMax
    changed = changed.slice(-rememberedMax)
  }
  tell()
}

/** Something may have been missed: nobody knows what changed until now. */
export function forgetIncidentChanges(): void {
  first += changed.length + 1
  changed = []
  tell()
}

export function onIncidentChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function tell(): void {
  for (const listener of listeners) listener()
}

function idOf(data: string): string | undefined {
  try {
    const { id } = JSON.parse(data) as { id?: unknown }
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
