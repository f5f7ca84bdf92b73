/**
 * Browsers as contacts: one of the channel `webpush`, called as the browser calls itself. A browser is one person's at a time: whoever
 * subscribes it takes it over, so that nobody's pages appear under somebody else's hands.
 */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Kysely } from 'kysely'
import { hashSecret } from '../shell/auth/secret-hash.ts'
import { changeConfiguration, type Editor, getForChange } from '../shell/config/change-configuration.ts'
import type { ConfigDb } from '../shell/config/config-kind.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { Accounts } from './accounts.ts'
import type { BrowserBody } from './browser.schema.ts'
import { freeContactId } from './free-contact-id.ts'
import { type ContactRow, type UserRow, userKind } from './user-kind.ts'

export const BROWSER_CHANNEL = 'webpush'

/** `gone`: its push service says that the subscription ended. `signed_out`: its owner left. `taken_over`: it is another person's now. */
export type EndReason = 'gone' | 'signed_out' | 'taken_over'

export interface EndedBrowser {
  at: Instant
  because: EndReason
}

/** The ends of a person's browsers, by contact. */
export async function listEndedBrowsers(db: Kysely<Schema>, userId: string): Promise<Map<string, EndedBrowser>> {
  const rows = await db
    .selectFrom('browsers')
    .select(['contact_id', 'ended_at', 'ended_because'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is not', null)
    .execute()
  return new Map(
    rows.map((row) => [row.contact_id, { at: row.ended_at as Instant, because: row.ended_because as EndReason }]),
  )
}

/** The person with the browser as a contact that is to be verified, and its id. What it was before stays its place in the rules. */
export async function putBrowser(
  editor: Editor,
  person: UserRow,
  body: BrowserBody,
  accounts: Pick<Accounts, 'secrets'>,
): Promise<{ person: UserRow; contactId: string }> {
  const hash = hashSecret(body.subscription.endpoint)
  const holders = await editor.db.selectFrom('browsers').selectAll().where('endpoint_hash', '=', hash).execute()
  for (const { user_id, contact_id } of holders) {
    if (user_id !== person.id)
      await endBrowser(editor, { userId: user_id, contactId: contact_id, because: 'taken_over' })
  }
  const known = await findKnown(editor.db, person, body, holders)
  const name = body.name ?? known?.address
  if (name === undefined) editor.reject('invalid_request', undefined, [{ path: ['name'], problem: 'is missing' }])
  if (known === undefined && person.contacts.length >= LIMITS.contactsPerUserMax) {
    editor.reject('invalid_request', { field: 'contacts', max: LIMITS.contactsPerUserMax })
  }
  const contactId = known?.id ?? freeContactId(person, BROWSER_CHANNEL)
  const contact: ContactRow = {
    id: contactId,
    channel: BROWSER_CHANNEL,
    address: name,
    secret: accounts.secrets.seal(JSON.stringify(body.subscription)),
    verified_at: null,
  }
  const contacts =
    known === undefined
      ? [...person.contacts, contact]
      : person.contacts.map((each) => (each.id === known.id ? contact : each))
  await rememberBrowser(editor, { userId: person.id, contactId, hash })
  return { person: { ...person, contacts }, contactId }
}

/** The contact that this browser is already: by where it is pushed to, by where it was, or by what the console remembers of it. */
async function findKnown(
  db: ConfigDb,
  person: UserRow,
  { replaces, replaces_endpoint: before }: BrowserBody,
  holders: readonly { user_id: string; contact_id: string }[],
): Promise<ContactRow | undefined> {
  const candidates = [
    holders.find(({ user_id }) => user_id === person.id)?.contact_id,
    before === undefined ? undefined : await findBrowser(db, person.id, before),
    replaces,
  ]
  return candidates
    .map((id) => person.contacts.find((each) => each.id === id && each.channel === BROWSER_CHANNEL))
    .find((contact) => contact !== undefined)
}

async function rememberBrowser(
  { db, at }: Editor,
  { userId, contactId, hash }: { userId: string; contactId: string; hash: string },
): Promise<void> {
  const state = { endpoint_hash: hash, subscribed_at: formatInstant(at), ended_at: null, ended_because: null }
  await db
    .insertInto('browsers')
    .values({ user_id: userId, contact_id: contactId, ...state })
    .onConflict((conflict) => conflict.columns(['user_id', 'contact_id']).doUpdateSet(state))
    .execute()
}

/** Of a contact that goes. */
export async function forgetBrowser(db: ConfigDb, userId: string, contactId: string): Promise<void> {
  await db.deleteFrom('browsers').where('user_id', '=', userId).where('contact_id', '=', contactId).execute()
}

export interface BrowserEnd {
  userId: string
  contactId: string
  because: EndReason
}

/** The browser is paged no longer; its contact stays, with its rules, for when it is subscribed again. Returns the person as they are then. */
export async function endBrowser(editor: Editor, { userId, contactId, because }: BrowserEnd): Promise<UserRow> {
  const person = await getForChange(editor, userKind, userId)
  const contacts = person.contacts.map((each) => (each.id === contactId ? { ...each, verified_at: null } : each))
  const after = { ...person, contacts }
  await editor.put(userKind, after, { isShared: true })
  await editor.db
    .updateTable('browsers')
    .set({ ended_at: formatInstant(editor.at), ended_because: because })
    .where('user_id', '=', userId)
    .where('contact_id', '=', contactId)
    .where('ended_at', 'is', null)
    .execute()
  return after
}

/** The contact of a person that is pushed to at an endpoint. */
export async function findBrowser(db: Kysely<Schema>, userId: string, endpoint: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('browsers')
    .select('contact_id')
    .where('user_id', '=', userId)
    .where('endpoint_hash', '=', hashSecret(endpoint))
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row?.contact_id
}

const OUTBOX: Actor = { kind: 'system', part: 'outbox' }

/**
 * A push service said that a subscription ended. Returns whose it was and what it was called; undefined where that is known already,
 * or where the browser was subscribed again while the push was under way.
 */
export async function endGoneBrowser(
  db: Kysely<Schema>,
  { userId, contactId, endpoint, at }: { userId: string; contactId: string; endpoint: string; at: Instant },
): Promise<{ person: UserRow; name: string } | undefined> {
  const outcome = await changeConfiguration(db, { actor: OUTBOX, at }, async (editor) => {
    if ((await findBrowser(editor.db, userId, endpoint)) !== contactId) return undefined
    const person = await endBrowser(editor, { userId, contactId, because: 'gone' })
    return { person, name: person.contacts.find(({ id }) => id === contactId)?.address ?? contactId }
  })
  return 'rejected' in outcome ? undefined : outcome.result
}
