import type { ColumnType } from 'kysely'

/** The tables of pictures in notes, for Kysely. */
export interface AttachmentTables {
  attachments: {
    id: string
    incident_id: string
    name: string
    media_type: string
    bytes: number
    uploaded_by: string
    uploaded_at: ColumnType<number, string, string>
  }
  attachment_parts: { attachment_id: string; part: number; content: Uint8Array }
}
