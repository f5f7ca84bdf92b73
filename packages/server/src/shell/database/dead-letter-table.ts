import type { ColumnType, JSONColumnType } from 'kysely'

/** Requests that could not be read, whole. */
export interface DeadLetterTable {
  id: string
  source_id: string
  door: string
  /** SHA-256 of the door, the path and the body. */
  fingerprint: string
  method: string
  path: string
  query: string
  headers: JSONColumnType<Record<string, string>, string, string>
  /** utf8 or base64 */
  encoding: string
  body: string
  bytes: number
  error: string
  times: number
  first_at: ColumnType<number, string, string>
  last_at: ColumnType<number, string, string>
  replays: number
  replayed_at: ColumnType<number | null, string | null | undefined, string | null>
}
