import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Store, StoreTx } from '../store/store.ts'

/** The configuration in memory. Decisions look in their own transaction whether it is still the newest. */
export interface DirectoryCache {
  /** The directory as of the transaction. */
  current(tx: StoreTx): Promise<Directory>
  /** The directory that was seen last; for the doors, which must not ask the database. */
  latest(): Directory
  refresh(): Promise<Directory>
}

export async function createDirectoryCache(store: Store): Promise<DirectoryCache> {
  let held = await store.loadDirectory()
  return {
    async current(tx) {
      const version = await tx.directoryVersion()
      if (version !== held.version) held = await tx.loadDirectory()
      return held
    },
    latest: () => held,
    async refresh() {
      const loaded = await store.loadDirectory()
      // A transaction may have seen a newer one while this was on its way.
      if (loaded.version >= held.version) held = loaded
      return held
    },
  }
}
