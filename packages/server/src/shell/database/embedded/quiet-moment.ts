import { setTimeout } from 'node:timers/promises'

const GLANCES = 10
const GLANCE_MS = 20
const BUSY_GLANCES_MAX = 5

/** About two hundred milliseconds: resolves to whether the database was free in most of them. */
async function isQuiet(database: { readonly isFull: boolean }): Promise<boolean> {
  let busy = 0
  for (let count = 0; count < GLANCES; count += 1) {
    await setTimeout(GLANCE_MS)
    if (database.isFull) busy += 1
  }
  return busy < BUSY_GLANCES_MAX
}

/**
 * Resolves when the database was free for most of a moment of two hundred milliseconds, or when that many moments were not.
 *
 * @param stopping nobody waits any more
 * @returns how many moments are left to wait for the next time
 */
export async function waitForQuietMoment(
  database: { readonly isFull: boolean },
  momentsMax: number,
  stopping?: AbortSignal,
): Promise<number> {
  for (let left = momentsMax; left > 0 && !stopping?.aborted; left -= 1) if (await isQuiet(database)) return left
  return 0
}
