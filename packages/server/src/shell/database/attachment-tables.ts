import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** The tables of files that are kept with incidents, for Kysely. */
export interface AttachmentTables {
  attachments: {
    id: string
    incident_id: string
    name: string
    media_type: string
    bytes: number
    uploaded_by: string
    uploaded_at: Timestamp
  }
  attachment_parts: { attachment_id: string; part: number; content: Uint8Array }
  /** What callers of the hot line left as a message, on its way from the provider to the incident. */
  hotline_recordings: {
    path: string
    address: string
    incident_id: string
    reporter: string
    seconds: number
    told_at: Timestamp
    /** Null: nothing is left to be done. While somebody fetches it, the end of the lease. */
    due_at: ColumnType<number | null, string | null, string | null>
    attempts: number
    problem: string | null
  }
}
