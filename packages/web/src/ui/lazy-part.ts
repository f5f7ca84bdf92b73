import { lazy } from 'react'
import { loadAnewIfReplaced, loadAnewIfStuck } from '../ports/build.ts'
import { after } from '../ports/clock.ts'

const againInMs = 2_000
/** So often a part may fail to come from a server that answers. */
const failuresMax = 3

/**
 * Loads a part of the console when it is first needed, and as often as it takes: without a line a part cannot come, and a page
 * that somebody works on must not break over that. It comes when the line is back; where the server has another console by now it never
 * comes, and the page is loaded again.
 */
export async function loadEventually<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await load()
    } catch {
      if (await loadAnewIfReplaced()) failures += 1
      if (failures >= failuresMax) loadAnewIfStuck()
      await new Promise<void>((resolve) => after(againInMs, resolve))
    }
  }
}

/** A component that is no part of the first load; see {@link loadEventually}. Pages are the router's: it says why one cannot come. */
export const lazyPart: typeof lazy = (load) => lazy(() => loadEventually(load))
