import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** Passwords, sessions and what mails carry, for Kysely. */
export interface AccountTables {
  passwords: { user_id: string; hash: string; changed_at: Timestamp }
  sessions: {
    id: string
    user_id: string
    token_hash: string
    created_at: Timestamp
    last_used_at: Timestamp
    expires_at: Timestamp
    address: string
    agent: string
  }
  account_tokens: {
    user_id: string
    purpose: string
    subject: string
    secret_hash: string
    attempts: number
    expires_at: Timestamp
    created_at: Timestamp
  }
}
