/** What the parts of a draft have in common: keys of rows, and instants as they are typed. */
import { instantOfLocalTime, localTimeOf } from '../../../../ui/time/zone-time.ts'

let lastKey = 0

/** Rows keep their fields when they move. */
export function newKey(): number {
  lastKey += 1
  return lastKey
}

/** By the clock of a zone, to the minute; empty where there is none. */
export function localOf(at: string | undefined, zone: string): string {
  return at === undefined ? '' : localTimeOf(Date.parse(at), zone)
}

/** What was loaded and not touched stays to the second. */
export function instantOf(local: string, zone: string, known: string | undefined): string | undefined {
  if (local === '') return undefined
  if (known !== undefined && localTimeOf(Date.parse(known), zone) === local) return known
  const atMs = instantOfLocalTime(local, zone)
  return atMs === undefined ? undefined : new Date(atMs).toISOString()
}
