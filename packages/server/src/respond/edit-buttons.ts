/** Delivered messages with buttons say what became of their incident, and are pressed no more, wherever somebody took it. */
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { ButtonsNotice, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { localeOf } from './answers/callers.ts'
import { composeMessage, type DeliverDeps } from './deliver.ts'

/** Of one incident; the newest are edited. */
const MESSAGES_MAX = 200

export interface EditDeps extends Pick<DeliverDeps, 'net' | 'channels' | 'channelConfig' | 'directory' | 'links'> {
  db: Kysely<Schema>
  now(): Instant
}

/** Edits all it can. What failed for now is given back: edits can be made again. */
export function createEditButtons(deps: EditDeps): (notice: ButtonsNotice) => Promise<Failure | undefined> {
  return async ({ incident, notice, asked }) => {
    let failed: Failure | undefined
    const channels = [...deps.channels.values()].flatMap(({ channel, edit }) => (edit ? [channel] : []))
    for (const { page, ref } of await listDelivered(deps.db, incident, channels)) {
      if (asked.includes(page.user)) continue
      const failure = await edit(deps, { ...page, kind: 'notice', notice }, ref)
      if (failure && failure.retry !== 'never') failed = failure
    }
    return failed
  }
}

async function edit(deps: EditDeps, notice: PersonMessage, ref: string): Promise<Failure | undefined> {
  const channel = deps.channels.get(notice.target.channel)
  const config = channel?.configSchema.safeParse(await deps.channelConfig(notice.target.channel))
  if (!channel?.edit || !config?.success) return undefined
  const locale = localeOf(deps.directory().users.get(notice.user))
  const at = deps.now()
  const message = { ...composeMessage(deps, notice, at), locale, sentAt: formatInstant(at) }
  return channel.edit(deps.net, config.data, { contact: { to: notice.target.to }, ref, message })
}

async function listDelivered(
  db: Kysely<Schema>,
  incident: string,
  channels: string[],
): Promise<{ page: PersonMessage; ref: string }[]> {
  if (channels.length === 0) return []
  const rows = await db
    .selectFrom('outbox')
    .select(['message', 'provider_ref'])
    .where('incident_id', '=', incident)
    .where('class', '=', 'page')
    .where('state', '=', 'done')
    .where(sql<string>`message -> 'target' ->> 'channel'`, 'in', channels)
    .where('provider_ref', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(MESSAGES_MAX)
    .execute()
  return rows.flatMap(({ message, provider_ref: ref }) =>
    ref === null ? [] : [{ page: message as unknown as PersonMessage, ref }],
  )
}
