/** What the handlers of accounts work with: put together once, handed to every route. */
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { type AccessLog, createAccessLog } from '../shell/auth/access-log.ts'
import type { SendAccountMail, SendContactCode } from '../shell/auth/account-mail.ts'
import { type ApiKeyRing, createApiKeyRing } from '../shell/auth/api-key-ring.ts'
import { type AttemptLimit, createAttemptLimit } from '../shell/auth/attempt-limit.ts'
import { createAuthentication } from '../shell/auth/authentication.ts'
import type { ScryptCost } from '../shell/auth/password-hash.ts'
import { createPasswords, type Passwords } from '../shell/auth/passwords.ts'
import { createSessions, type Sessions } from '../shell/auth/sessions.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { ApiDeps } from '../shell/http/api.ts'
import type { Clock } from '../shell/ports/clock.ts'
import type { Ids } from '../shell/ports/ids.ts'
import type { Secrets } from '../shell/secrets/secrets.ts'
import type { PlaceDeps } from './place.routes.ts'

export interface AccountsOptions {
  db: Kysely<Schema>
  clock: Pick<Clock, 'now'>
  ids: Ids
  secrets: Secrets
  /** `TOCSIN_URL`; undefined while nobody said. It decides about cookies and origins. */
  publicUrl?: string | undefined
  /** The address in links: `TOCSIN_URL`, else where the server listens. Never what a request says. */
  linkUrl(): string
  sendAccountMail: SendAccountMail
  sendContactCode: SendContactCode
  /** To a vendor or a channel that policies write to; absent where there is nothing to send by. */
  sendPlaceTest?: PlaceDeps['sendTest']
  /** Called after the commit of a change, and awaited: the next request sees it. */
  configurationChanged(): Promise<void>
  log: { warn(facts: Record<string, unknown>, message: string): void }
  /** Set while the demo runs. */
  demo?: DemoWorld
  /** For tests, which have no time for strong passwords. */
  passwordCost?: ScryptCost
}

/** Who may be signed in as in the demo; everybody may know. */
export interface DemoWorld {
  company: string
  password: string
  /** The first is on call. */
  people: readonly { email: string; name: string; part: 'on_call' | 'colleague' | 'lead' | 'viewer' }[]
}

export interface Accounts extends AccountsOptions, Pick<ApiDeps, 'authenticate' | 'refuseForeignOrigin'> {
  sessions: Sessions
  accessLog: AccessLog
  apiKeys: ApiKeyRing
  passwords: Passwords
  limits: AccountLimits
}

/** How often somebody may be wrong. By pair first: who attacks an account from elsewhere does not lock its owner out. */
export interface AccountLimits {
  loginsByAddress: AttemptLimit
  loginsByAddressAndAccount: AttemptLimit
  loginsByAccount: AttemptLimit
  /** Asking for a new password. */
  resetsByAddress: AttemptLimit
  resetsByAccount: AttemptLimit
  codesByPerson: AttemptLimit
}

const QUARTER_MS = (15 * MINUTE) as DurationMs

export function createAccounts(options: AccountsOptions): Accounts {
  const { db, ids, secrets, clock, publicUrl, passwordCost } = options
  const sessions = createSessions(db, ids)
  const accessLog = createAccessLog(ids)
  const apiKeys = createApiKeyRing(db, ({ name }, origin) =>
    accessLog.record(db, { act: 'key_first_used', user: null, actor: { kind: 'key', name }, origin }),
  )
  return {
    ...options,
    sessions,
    accessLog,
    apiKeys,
    passwords: createPasswords(ids, passwordCost),
    limits: {
      loginsByAddress: createAttemptLimit({ max: 50, windowMs: QUARTER_MS }),
      loginsByAddressAndAccount: createAttemptLimit({ max: 10, windowMs: QUARTER_MS }),
      loginsByAccount: createAttemptLimit({ max: 100, windowMs: HOUR }),
      resetsByAddress: createAttemptLimit({ max: 20, windowMs: HOUR }),
      resetsByAccount: createAttemptLimit({ max: 3, windowMs: QUARTER_MS }),
      codesByPerson: createAttemptLimit({ max: 5, windowMs: QUARTER_MS }),
    },
    ...createAuthentication({ clock, secrets, sessions, apiKeys, publicUrl }),
  }
}
