import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { signCallback } from '../../shell/secrets/callback-links.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'

/** Providers refuse a whole message over an address that cannot be theirs to reach, such as that of `localhost`. */
export function createCallbackUrl(secrets: Pick<Secrets, 'mac'>, publicUrl: () => string) {
  return ({ incident, page, user, target }: PersonMessage, at: Instant): string | undefined => {
    const base = publicUrl()
    if (!URL.canParse(base) || !new URL(base).hostname.includes('.')) return undefined
    return `${base}/callback/${target.channel}/${signCallback(secrets, { incident, page, person: user }, at)}`
  }
}

const REFS_MAX = 20

/** The newest first. */
export function createEarlierRefs(db: Kysely<Schema>) {
  return async ({ incident, target }: PersonMessage): Promise<string[]> => {
    const rows = await db
      .selectFrom('outbox')
      .select('provider_ref')
      .where('incident_id', '=', incident)
      .where('class', '=', 'page')
      .where('state', '=', 'done')
      .where(sql<string>`message -> 'target' ->> 'channel'`, '=', target.channel)
      .where(sql<string>`message -> 'target' ->> 'to'`, '=', target.to)
      .where('provider_ref', 'is not', null)
      .orderBy('ended_at', 'desc')
      .limit(REFS_MAX)
      .execute()
    return rows.flatMap(({ provider_ref: ref }) => (ref === null ? [] : [ref]))
  }
}
