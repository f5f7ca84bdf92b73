/** The configuration that this node works with, and how it learns that another node, or a person, changed it. */
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { DirectoryCache } from '../engine/directory-cache.ts'
import type { Round } from '../engine/loop.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { directoryVersion } from '../store/sql/directory.queries.ts'
import { loadSealedConfiguration, type SealedConfiguration } from './sealed-configuration.ts'

const LOOK_MS = 1_000

export interface LiveConfiguration {
  sealed(): SealedConfiguration
  /** Reads the configuration anew when it changed. After a change of our own it is awaited, so that the next request sees it. */
  refresh(): Promise<void>
  round(): Promise<Round>
}

export async function createLiveConfiguration(
  db: Kysely<Schema>,
  secrets: Secrets,
  directory: DirectoryCache,
  now: () => number,
  changed: (version: number) => void,
): Promise<LiveConfiguration> {
  let sealed = await loadSealedConfiguration(db, secrets, directory.latest().version)
  const look = async (): Promise<void> => {
    const version = await directoryVersion(db)
    if (version !== directory.latest().version) await directory.refresh()
    if (version === sealed.version) return
    sealed = await loadSealedConfiguration(db, secrets, version)
    changed(version)
  }
  // One after the other: of two looks at once the one that began first could end last, and bring back what is old.
  let last: Promise<void> = Promise.resolve()
  const refresh = (): Promise<void> => {
    last = last.then(look, look)
    return last
  }
  return {
    sealed: () => sealed,
    refresh,
    async round() {
      await refresh()
      return { isMore: false, dueAt: now() + LOOK_MS }
    },
  }
}
