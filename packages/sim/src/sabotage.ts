/** Parts of the product in places of which deliberate bugs are put, for the tests of the simulator itself. */
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Store } from '@tocsin/server/shell/store/store.ts'
import type { BundleRows } from './nodes/backend.ts'

export interface Sabotage {
  wrapStore?(store: Store): Store
  wrapNet?(net: Net): Net
  /** What a node asks of the outbox for pages that come in a burst. */
  wrapBundles?(bundles: BundleRows): BundleRows
  /** What the product reads of a configuration: its nodes, and whoever asks it who is on call. */
  wrapDirectory?(directory: Directory): Directory
  /** What is written where people change the configuration. */
  wrapChange?(earlier: Directory, later: Directory): Directory
}

/** The store as nodes have it. */
export function sabotageStore(store: Store, { wrapStore, wrapDirectory }: Sabotage = {}): Store {
  const wrapped = wrapStore?.(store) ?? store
  if (!wrapDirectory) return wrapped
  return {
    ...wrapped,
    loadDirectory: async () => wrapDirectory(await wrapped.loadDirectory()),
    transaction: (work) =>
      wrapped.transaction((tx) => work({ ...tx, loadDirectory: async () => wrapDirectory(await tx.loadDirectory()) })),
  }
}
