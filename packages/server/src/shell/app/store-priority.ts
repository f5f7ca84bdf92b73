/**
 * Who waits for whom at the database, which matters most at the one connection of the embedded engine:
 *
 * - `page`: sends of pages and their outcomes, wakes, signs of life of the node: all small, and never to be late;
 * - `door`: what the doors bring, the matcher and the checks that work it off, and requests of people. They share one class, in
 *   order of arrival: with the matcher behind the doors a flood would keep the pages that it asks for from being written at all,
 *   with the matcher before them a door would wait for a whole backlog, and one ahead of people would lock them out of a storm;
 *   Measured in a flood of new alerts on the embedded engine (two busy cores): people behind the doors waited 3.7 s for a list
 *   (p50) instead of 0.1 to 0.3 s; with the matcher before the doors the slowest doors took twice as long (2.3 s, p99);
 * - `normal`: other sends, long lists for other programs, looks at the configuration;
 * - `slow`: clean-up and maintenance, in pieces.
 */
import { type AcquireClass, withPriority } from '../database/acquire-priority.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Store } from '../store/store.ts'

/** The same engine parts, whose every statement asks for its connection with a class. */
export function withStorePriority(deps: EngineDeps, acquireClass: AcquireClass): EngineDeps {
  return { ...deps, store: prioritised(deps.store, acquireClass) }
}

function prioritised(store: Store, acquireClass: AcquireClass): Store {
  return {
    accept: (batch) => withPriority(acquireClass, () => store.accept(batch)),
    transaction: (work) => withPriority(acquireClass, () => store.transaction(work)),
    loadDirectory: () => withPriority(acquireClass, () => store.loadDirectory()),
    nextWakeDue: () => withPriority(acquireClass, () => store.nextWakeDue()),
    nextPlacementCheck: () => withPriority(acquireClass, () => store.nextPlacementCheck()),
    claimSends: (claim) => withPriority(acquireClass, () => store.claimSends(claim)),
    releaseSends: (release) => withPriority(acquireClass, () => store.releaseSends(release)),
    nextSendDue: (sendClass, fullChannels) =>
      withPriority(acquireClass, () => store.nextSendDue(sendClass, fullChannels)),
    beatNode: (node, deadBefore) => withPriority(acquireClass, () => store.beatNode(node, deadBefore)),
  }
}
