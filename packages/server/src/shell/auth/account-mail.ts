import type { Instant } from '@tocsin/core/kernel/brand.ts'

/** A mail about an account itself. It never goes through the pages' queue: nobody is woken by it. */
export interface AccountMail {
  kind: 'invite' | 'password_reset' | 'password_changed' | 'browser_gone'
  to: string
  name: string
  /** The link, of an invitation or a reset; it works once. */
  url?: string
  expiresAt?: Instant
  /** Who sent the invitation. */
  by?: string
  /** The browser that is not reached any more. */
  browser?: string
}

/** `not_sent` says why in a sentence. Never throws for what the world does. */
export type AccountMailResult = { sent: true } | { notSent: string }
export type SendAccountMail = (mail: AccountMail) => Promise<AccountMailResult>

/** The code with which somebody proves that a contact reaches them. */
export interface ContactCode {
  channel: string
  to: string
  /** As it is stored: encrypted. */
  sealedSecret: string | null
  recipientName: string
  /** What the person reads, e.g. `ja`. */
  locale: string
  code: string
  /** Where the code is typed, for contacts that confirm by themselves. */
  url?: string
}
export type SendContactCode = (message: ContactCode) => Promise<AccountMailResult>
