/** A person with their contacts, notification rules and calendar: four tables that change together. */

import type { PersonPaging } from '@tocsin/core/people/directory.ts'
import type { Restriction } from '@tocsin/core/people/schedule.ts'
import type { Selectable } from 'kysely'
import type { ConfigDb, ConfigKind, Document, NameUser } from '../shell/config/config-kind.ts'
import { Hidden, insertRows, ownerOf, upsertRow } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import type { Schema } from '../shell/database/schema.ts'
import {
  describeTimeOffCalendar,
  loadTimeOffCalendars,
  saveTimeOffCalendar,
  type TimeOffCalendarRow,
} from './calendars/time-off-calendar.ts'
import { describeHours } from './hours-field.ts'

export type ContactRow = Omit<Selectable<Schema['contacts']>, 'user_id' | 'position'>
export interface RuleRow extends Omit<Selectable<Schema['notification_rules']>, 'user_id' | 'position' | 'hours'> {
  /** Null: always. */
  hours: Restriction[] | null
}

/** Contacts and rules in their order. */
export interface UserRow extends Omit<Selectable<Schema['users']>, 'hours' | 'paging'> {
  hours: Restriction[] | null
  paging: PersonPaging | null
  contacts: ContactRow[]
  rules: RuleRow[]
  /** The calendar from which their time off is read. */
  time_off_calendar: TimeOffCalendarRow | null
}

export const userKind: ConfigKind<UserRow> = {
  name: 'user',
  idOf: (row) => row.id,
  ownerOf: (row) => ownerOf(row.owned_by),
  withOwner: (row, owner) => ({ ...row, owned_by: owner }),
  find: async (db, id) => (await loadUsers(db, id))[0],
  list: (db) => loadUsers(db),
  save: saveUser,
  async remove(db, id) {
    await db.deleteFrom('users').where('id', '=', id).execute()
  },
  describe: describeUser,
}

async function loadUsers(db: ConfigDb, id?: string): Promise<UserRow[]> {
  let users = db.selectFrom('users').selectAll().orderBy('id')
  let contacts = db.selectFrom('contacts').selectAll().orderBy('position')
  let rules = db.selectFrom('notification_rules').selectAll().orderBy('position')
  if (id !== undefined) {
    users = users.where('id', '=', id)
    contacts = contacts.where('user_id', '=', id)
    rules = rules.where('user_id', '=', id)
  }
  const rows = await users.execute()
  const contactsOf = Map.groupBy(await contacts.execute(), (row) => row.user_id)
  const rulesOf = Map.groupBy(await rules.execute(), (row) => row.user_id)
  const calendarOf = await loadTimeOffCalendars(db, id)
  return rows.map((row) => ({
    ...row,
    hours: row.hours as Restriction[] | null,
    paging: row.paging as PersonPaging | null,
    contacts: (contactsOf.get(row.id) ?? []).map(({ user_id: _, position: __, ...contact }) => contact),
    rules: (rulesOf.get(row.id) ?? []).map(({ user_id: _, position: __, hours, ...rule }) => ({
      ...rule,
      hours: hours as Restriction[] | null,
    })),
    time_off_calendar: calendarOf.get(row.id) ?? null,
  }))
}

async function saveUser(
  db: ConfigDb,
  { contacts, rules, time_off_calendar: calendar, ...user }: UserRow,
): Promise<void> {
  await upsertRow(db, 'users', 'id', user)
  const placed = (row: object, position: number) => ({ user_id: user.id, position, ...row })
  await db.deleteFrom('contacts').where('user_id', '=', user.id).execute()
  await db.deleteFrom('notification_rules').where('user_id', '=', user.id).execute()
  await insertRows(db, 'contacts', contacts.map(placed))
  await insertRows(db, 'notification_rules', rules.map(placed))
  await saveTimeOffCalendar(db, user.id, calendar)
}

function describeUser(row: UserRow, _: NameUser): Document {
  return {
    email: row.email,
    name: row.name,
    role: row.role,
    zone: row.zone,
    locale: row.locale,
    active: row.is_active,
    contacts: row.contacts.map(({ id, channel, address, secret, verified_at }) => ({
      id,
      channel,
      to: address,
      ...(secret !== null && { secret: new Hidden(secret) }),
      ...(verified_at === null && { verified: false }),
    })),
    rules: row.rules.map(({ urgency, after_ms, contact_id, hours }) => ({
      urgency,
      after: formatDuration(after_ms),
      contact: contact_id,
      ...(hours !== null && { hours: describeHours(hours) }),
    })),
    ...(row.hours !== null && { hours: describeHours(row.hours) }),
    ...(row.paging?.lowDigestAt !== undefined && { low_digest_at: row.paging.lowDigestAt }),
    ...(row.paging?.bundleSeconds !== undefined && { bundle_seconds: row.paging.bundleSeconds }),
    ...(row.paging?.quietHours && { quiet_hours: describeHours(row.paging.quietHours) }),
    ...(row.time_off_calendar && { time_off_calendar: describeTimeOffCalendar(row.time_off_calendar) }),
  }
}
