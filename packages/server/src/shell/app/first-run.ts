/**
 * The first steps of an installation: computed from what there is, so that they can be left, resumed and taken by any way, also by
 * a configuration file. Only that somebody wants to see them no more is kept.
 */
import type { Instant, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Contact, Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { findLastSignals, hasEverReceived } from '../../detect/last-signal.queries.ts'
import { channelKind, readChannel } from '../config/channel-configuration.ts'
import { settingKind } from '../config/setting-configuration.ts'
import type { Schema } from '../database/schema.ts'
import { FIRST_STEPS, type FirstRunView } from './first-run.schema.ts'

/** Among the settings, where nothing but this reads it. */
export const DISMISSED_KEY = 'firstRunDismissed'

/** `user`: whose contact is asked about; a key has none. */
export async function readFirstRun(
  db: Kysely<Schema>,
  directory: Directory,
  user: UserId | undefined,
): Promise<FirstRunView> {
  const contact = user === undefined ? null : await findContact(db, directory, user)
  const service = findService(directory)
  const source = await findSource(db, directory)
  const hasSignal = await hasEverReceived(db)
  const isDone = { contact: contact !== null, service: service !== null, source: source !== null, signal: hasSignal }
  return {
    steps: FIRST_STEPS.map((step) => ({ step, is_done: isDone[step] })),
    is_done: Object.values(isDone).every(Boolean),
    is_dismissed: (await settingKind.find(db, DISMISSED_KEY))?.value === true,
    contact,
    service,
    source,
  }
}

async function findContact(db: Kysely<Schema>, { users }: Directory, id: UserId): Promise<FirstRunView['contact']> {
  const configured = new Set((await channelKind.list(db)).map(({ channel }) => channel))
  const works = ({ channel }: Contact) => configured.has(channel) || 'config' in readChannel(channel, undefined)
  const found = users.get(id)?.contacts.find((contact) => contact.isVerified && works(contact))
  return found ? { id: found.id, channel: found.channel, to: found.to } : null
}

function findService({ services, policies }: Directory): FirstRunView['service'] {
  for (const { id, name, policy, isActive } of services.values())
    if (isActive && policy !== undefined && policies.has(policy)) return { id, name }
  return null
}

async function findSource(db: Kysely<Schema>, { sources }: Directory): Promise<FirstRunView['source']> {
  const active = await db
    .selectFrom('sources')
    .select('id')
    .where('is_active', '=', true)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  const ids = active.map(({ id }) => id)
  const signals = await findLastSignals(db, ids)
  const [chosen] = ids.sort((a, b) => (signals.get(b) ?? 0) - (signals.get(a) ?? 0))
  const source = chosen === undefined ? undefined : sources.get(chosen as SourceId)
  if (!source) return null
  const { id, name, system } = source
  return { id, name, system, last_signal_at: (signals.get(id) ?? null) as Instant | null }
}
