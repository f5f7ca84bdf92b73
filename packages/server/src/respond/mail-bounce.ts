/**
 * A mail to somebody that came back: the page in it did not arrive, so the person's next contact gets its turn at once, as with a receipt of
 * any other provider, and their contact says so. Believed is what comes to the address that this mail alone was sent from.
 */
import type { Bounce } from '@tocsin/adapters/in/email/bounce.ts'
import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { Kysely } from 'kysely'
import { noteFailure } from '../people/address-states.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { ReplyAddress } from '../shell/secrets/reply-address.ts'
import { recordReceipt } from './callbacks/receipts.ts'

export interface BounceDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

const CHANNEL = 'email'

export async function takeBounce({ db, engine }: BounceDeps, of: ReplyAddress, bounce: Bounce): Promise<void> {
  const message = await findMessage(db, of, bounce.page)
  if (!message) {
    engine.log.info({ incident: of.incident }, 'a mail came back of which nothing is known any more')
    return
  }
  const cause = `The mail came back: ${bounce.cause}`
  const address = { channel: CHANNEL, address: message.target.to }
  await noteFailure(db, address, { at: engine.clock.now(), how: 'came_back', cause: bounce.cause })
  if (message.kind !== 'page') return
  await recordReceipt({ db, engine }, { ...of, page: message.page }, { arrived: false, cause })
}

/** The one that the report names; a report without one means the last mail about the incident to the person. */
async function findMessage(
  db: Kysely<Schema>,
  { incident, person }: ReplyAddress,
  page: string | undefined,
): Promise<PersonMessage | undefined> {
  const rows = await db
    .selectFrom('outbox')
    .select(['key', 'message'])
    .where('incident_id', '=', incident)
    .where('channel', '=', CHANNEL)
    .orderBy('requested_at', 'desc')
    .execute()
  const mails = rows
    .map(({ message }) => message as unknown as PersonMessage)
    .filter(({ user, kind }) => user === person && (kind === 'page' || kind === 'notice'))
  return mails.find((message) => message.page === (page as PageId | undefined)) ?? (page ? undefined : mails[0])
}
