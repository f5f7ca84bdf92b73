/**
 * What can go wrong with the database as a whole. Errors of single statements stay `pg.DatabaseError` with PostgreSQL's own
 * codes. Those of the start are printed as they are, so each message says what to do.
 */
export type DatabaseFailureCode =
  /** No connection came free in time, or too many callers wait for one already. */
  | 'busy'
  /** `close()` was called. */
  | 'database_closed'
  /** The embedded engine died; only a new process can open the data folder again. */
  | 'database_stopped'
  | 'database_start_failed'
  | 'data_folder_locked'
  | 'data_folder_unusable'
  /** The data folder was written by another major version of the embedded engine. */
  | 'data_folder_version'
  | 'migration_name_invalid'
  | 'migration_header_invalid'
  | 'migration_changed'
  | 'migration_failed'
  /** A migration that this program does not have says that this release is too old for the database. */
  | 'database_newer'
  /** A migration cannot be applied while nodes of older releases run. */
  | 'older_nodes'

export class DatabaseFailure extends Error {
  override readonly name = 'DatabaseFailure'
  readonly code: DatabaseFailureCode
  /** `later` where the same call may succeed in the same process. */
  readonly retry: 'later' | 'never'

  constructor(code: DatabaseFailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.retry = code === 'busy' ? 'later' : 'never'
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
