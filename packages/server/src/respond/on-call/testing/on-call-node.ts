/** The loops of a node that have to do with being on call, on the clock of a configuration server. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { createOnCallLoop } from '../../../people/on-call/record-on-call.ts'
import type { startConfigurationServer } from '../../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../../shell/database/open-database.ts'
import type { EngineDeps } from '../../../shell/engine/deps.ts'
import { createDirectoryCache } from '../../../shell/engine/directory-cache.ts'
import { createSignals } from '../../../shell/engine/signals.ts'
import { createSqlStore } from '../../../shell/store/sql-store.ts'
import { createShiftLetterLoop } from '../shift-letter-loop.ts'
import { createWatchLoop } from '../watch-schedules.ts'

type Server = Awaited<ReturnType<typeof startConfigurationServer>>

export interface WrittenLetter {
  key: string
  user: string
  subject: string
  lines: string[]
}

/** A node of its own on the database: each call of what it returns lets every loop come round once. */
export async function startOnCallNode(database: Database, server: Server): Promise<() => Promise<void>> {
  const store = createSqlStore(database.kysely)
  const clock = { now: server.now, sleep: async () => {}, nextTurn: async () => {} }
  const log = { error() {}, warn() {}, info() {} }
  const directory = await createDirectoryCache(store)
  const watch = { committed() {} }
  const deps = { store, clock, log, directory, nudge: createSignals(), watch } as unknown as EngineDeps
  const loops = [createOnCallLoop(deps), createWatchLoop(deps), createShiftLetterLoop(deps)]
  return async () => {
    await directory.refresh()
    for (const loop of loops) while ((await loop.round()).isMore);
  }
}

/** All letters in the order in which they were queued, those to one person when one is named. */
export async function listLetters(database: Database, user?: string): Promise<WrittenLetter[]> {
  const { rows } = await database.pool.query<{ key: string; message: WrittenLetter; requested_at: Instant }>(
    `select key, message from outbox where class = 'digest' order by requested_at, key`,
  )
  return rows
    .map(({ key, message: { user: to, subject, lines } }) => ({ key, user: to, subject, lines }))
    .filter((letter) => user === undefined || letter.user === user)
}
