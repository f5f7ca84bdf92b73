/**
 * What is known of an address beside whether its owner has shown that it reaches them: that the last message to it failed, that its owner
 * wants none, and, of vendors and places of chats, who saw a test message arrive. None of it keeps a page back.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely, Updateable } from 'kysely'
import type { AddressFailure } from '../shell/database/address-tables.ts'
import type { Schema } from '../shell/database/schema.ts'

export interface Address {
  channel: string
  address: string
}

export interface AddressState extends Address {
  failed: { at: Instant; how: AddressFailure; cause: string } | null
  optedOutAt: Instant | null
  tested: { at: Instant; by: string } | null
  verified: { at: Instant; by: string } | null
}

/** A failure that is older says nothing of the address any more: it has been written to since, or it is not used. */
const FAILURE_MS_MAX = 30 * DAY
const CAUSE_CHARS_MAX = 300

/** Of these addresses, by {@link addressKey}; those of which nothing is known are left out. */
export async function findAddressStates(
  db: Kysely<Schema>,
  addresses: readonly Address[],
  at: Instant,
): Promise<Map<string, AddressState>> {
  if (addresses.length === 0) return new Map()
  const rows = await db
    .selectFrom('address_states')
    .selectAll()
    .where(
      'address',
      'in',
      addresses.map(({ address }) => address),
    )
    .execute()
  return new Map(
    rows.map((row) => {
      const { channel, address, failed_at, failed_how, failed_cause, tested_at, verified_at } = row
      const isRecent = failed_at !== null && failed_at > at - FAILURE_MS_MAX
      return [
        addressKey(row),
        {
          ...{ channel, address, optedOutAt: row.opted_out_at as Instant | null },
          failed: isRecent
            ? { at: failed_at as Instant, how: failed_how ?? 'refused', cause: failed_cause ?? '' }
            : null,
          tested: tested_at === null ? null : { at: tested_at as Instant, by: row.tested_by ?? '' },
          verified: verified_at === null ? null : { at: verified_at as Instant, by: row.verified_by ?? '' },
        },
      ]
    }),
  )
}

export function addressKey({ channel, address }: Address): string {
  return `${channel} ${address}`
}

export async function noteFailure(
  db: Kysely<Schema>,
  { channel, address }: Address,
  { at, how, cause }: { at: Instant; how: AddressFailure; cause: string },
): Promise<void> {
  const failed = { failed_at: formatInstant(at), failed_how: how, failed_cause: cause.slice(0, CAUSE_CHARS_MAX) }
  await put(db, { channel, address }, failed)
}

/** Its owner has shown again that it reaches them. */
export async function clearFailure(db: Kysely<Schema>, { channel, address }: Address): Promise<void> {
  await db
    .updateTable('address_states')
    .set({ failed_at: null, failed_how: null, failed_cause: null })
    .where('channel', '=', channel)
    .where('address', '=', address)
    .execute()
}

export async function noteTest(
  db: Kysely<Schema>,
  to: Address,
  { at, by }: { at: Instant; by: string },
): Promise<void> {
  await put(db, to, { tested_at: formatInstant(at), tested_by: by })
}

/** Somebody saw a test message there. What failed before is over. */
export async function noteArrival(
  db: Kysely<Schema>,
  to: Address,
  { at, by }: { at: Instant; by: string },
): Promise<void> {
  const isFine = { failed_at: null, failed_how: null, failed_cause: null }
  await put(db, to, { ...isFine, verified_at: formatInstant(at), verified_by: by })
}

/** `users`: whose verified contact it was, and becomes again when they ask for messages again. */
export async function noteOptOut(
  db: Kysely<Schema>,
  to: Address,
  { at, users }: { at: Instant; users: readonly string[] },
): Promise<void> {
  await put(db, to, { opted_out_at: formatInstant(at), opted_out_users: [...users] })
}

/** Whose contact it was before its owner wanted no more; undefined when they had not said so. */
export async function endOptOut(
  db: Kysely<Schema>,
  { channel, address }: Address,
): Promise<readonly string[] | undefined> {
  const row = await db
    .selectFrom('address_states')
    .select(['opted_out_at', 'opted_out_users'])
    .where('channel', '=', channel)
    .where('address', '=', address)
    .forUpdate()
    .executeTakeFirst()
  if (!row || row.opted_out_at === null) return undefined
  await put(db, { channel, address }, { opted_out_at: null, opted_out_users: null })
  return row.opted_out_users ?? []
}

type Changes = Omit<Updateable<Schema['address_states']>, 'channel' | 'address'>

async function put(db: Kysely<Schema>, { channel, address }: Address, changes: Changes): Promise<void> {
  await db
    .insertInto('address_states')
    .values({ channel, address, ...changes })
    .onConflict((conflict) => conflict.columns(['channel', 'address']).doUpdateSet(changes))
    .execute()
}
