import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** The tables that keep things from being done twice, or too often, for Kysely. */
export interface OnceTables {
  done_once: {
    purpose: string
    key: string
    at: Timestamp
    answer: ColumnType<object | null, string | null | undefined, string | null>
  }
  portal_mails: {
    report_id: string
    address_digest: string
    at: Timestamp
  }
}
