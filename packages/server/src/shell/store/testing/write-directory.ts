import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Calendar } from '@tocsin/core/people/calendar.ts'
import type { Directory, EventRule, Source, User } from '@tocsin/core/people/directory.ts'
import type { Inhibition, MaintenanceWindow } from '@tocsin/core/people/quiet.ts'
import type { Webhook } from '@tocsin/core/people/webhook.ts'
import type { Insertable, Kysely } from 'kysely'
import type { Schema } from '../../database/schema.ts'

const WRITTEN_AT = '2026-01-01T00:00:00.000Z'

type ConfigTable =
  | 'users'
  | 'contacts'
  | 'notification_rules'
  | 'teams'
  | 'calendars'
  | 'services'
  | 'schedules'
  | 'vendors'
  | 'policies'
  | 'sources'
  | 'inhibitions'
  | 'maintenance_windows'
  | 'event_rules'
  | 'settings'
  | 'message_templates'
  | 'webhooks'

/** Replaces the whole configuration of a database by a directory, for tests and the simulator. Keys and logins are made up. */
export async function writeDirectory(db: Kysely<Schema>, directory: Directory): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const tables = Object.entries(rowsOf(directory)) as [ConfigTable, object[]][]
    for (const [table] of tables.toReversed()) await trx.deleteFrom(table).execute()
    for (const [table, rows] of tables) {
      if (rows.length > 0)
        await trx
          .insertInto(table)
          .values(rows as Insertable<Schema[ConfigTable]>[])
          .execute()
    }
    await trx.updateTable('config_version').set({ version: directory.version }).execute()
  })
}

/** In the order in which they refer to each other. */
function rowsOf(directory: Directory): { [Table in ConfigTable]: Insertable<Schema[Table]>[] } {
  const users = [...directory.users.values()]
  return {
    users: users.map(
      ({ id, email, name, role, zone, locale, isActive, hours, quietHours, lowDigestAt, bundleSeconds }) => ({
        ...{ id, email, name, role, zone, is_active: isActive },
        ...{ locale: locale ?? 'en', owned_by: 'app', created_at: WRITTEN_AT },
        hours: hours ? JSON.stringify(hours) : null,
        paging:
          quietHours || lowDigestAt || bundleSeconds !== undefined
            ? JSON.stringify({ quietHours, lowDigestAt, bundleSeconds })
            : null,
      }),
    ),
    contacts: users.flatMap(contactsOf),
    notification_rules: users.flatMap(rulesOf),
    teams: [...directory.teams.values()].map((team) => ({ ...team, owned_by: 'app' })),
    calendars: [...(directory.calendars?.values() ?? [])].map(calendarRow),
    schedules: [...directory.schedules.values()].map(({ id, name, zone, ...schedule }) => ({
      ...{ id, name, zone, owned_by: 'app' },
      layers: JSON.stringify(schedule.layers),
      overrides: JSON.stringify(schedule.overrides),
      earlier: JSON.stringify(schedule.before ?? []),
      temporary: JSON.stringify(schedule.temporary ?? []),
      team_id: schedule.team ?? null,
      when_empty: schedule.whenEmpty ? JSON.stringify(schedule.whenEmpty) : null,
      shadows: JSON.stringify(schedule.shadows ?? []),
    })),
    vendors: [...(directory.vendors?.values() ?? [])].map(({ id, name, phone, contacts, reference, hours }) => ({
      ...{ id, name, phone: phone ?? null, contacts: JSON.stringify(contacts), reference: reference ?? null },
      ...{ hours: hours ? JSON.stringify(hours) : null, owned_by: 'app' },
    })),
    policies: [...directory.policies.values()].map(({ id, name, version, repeat, repeatAfterMs, steps, ...rest }) => ({
      ...{ id, name, version, repeat, repeat_after_ms: repeatAfterMs },
      ...{ steps: JSON.stringify(steps), criteria: JSON.stringify(rest.criteria ?? []), owned_by: 'app' },
      ...{ ack_timeout_ms: rest.ackTimeoutMs ?? null, holds_low: rest.holdsLow === true },
    })),
    services: [...directory.services.values()].map(
      ({ id, name, team, policy, isActive, dependsOn, whenDependencyFails }) => ({
        ...{ id, name, team_id: team ?? null, policy_id: policy ?? null, is_active: isActive },
        ...{ description: '', owned_by: 'app' },
        ...{ depends_on: dependsOn ?? [], when_dependency_fails: whenDependencyFails ?? 'join' },
      }),
    ),
    sources: [...directory.sources.values()].map(sourceRow),
    event_rules: directory.eventRules.map(eventRuleRow),
    inhibitions: (directory.inhibitions ?? []).map(inhibitionRow),
    webhooks: (directory.webhooks ?? []).map(webhookRow),
    maintenance_windows: (directory.maintenance ?? []).map(maintenanceRow),
    message_templates: [...(directory.templates?.values() ?? [])].map((template) => ({ ...template, owned_by: 'app' })),
    settings: Object.entries(directory.settings).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  }
}

/** As if all that it says had been written by hand. */
function calendarRow({ id, name, days, shifts }: Calendar): Insertable<Schema['calendars']> {
  return {
    ...{ id, name, use: shifts.length > 0 ? 'shifts' : 'holidays', source: JSON.stringify({ from: 'days' }) },
    ...{ zone: null, people: '{}', secret_sealed: null, owned_by: 'app', created_at: WRITTEN_AT },
    ...{ days: JSON.stringify(days), shifts: JSON.stringify(shifts) },
  }
}

/** All of them lead to one receiver, and share a secret that cannot be read. */
function webhookRow(webhook: Webhook): Insertable<Schema['webhooks']> {
  const { id, isActive, events, services, teams, priorities } = webhook
  return {
    ...{ id, name: id, url: `https://hooks.example.com/${id}`, is_active: isActive, owned_by: 'app' },
    ...{ events: [...events], services: [...services], teams: [...teams], priorities: [...priorities] },
    ...{ secret_sealed: '', former_secret_sealed: null, created_at: WRITTEN_AT },
  }
}

function inhibitionRow({ id, name, isActive, causes, symptoms, equal }: Inhibition): Insertable<Schema['inhibitions']> {
  return {
    ...{ id, name, is_active: isActive, equal, owned_by: 'app' },
    ...{ causes: JSON.stringify(causes), symptoms: JSON.stringify(symptoms) },
  }
}

function maintenanceRow(window: MaintenanceWindow): Insertable<Schema['maintenance_windows']> {
  const { id, name, isActive, mode, pausesMonitors, zone, startsAt, lastsMs, services, sources } = window
  return {
    ...{ id, name, is_active: isActive, mode, pauses_monitors: pausesMonitors, zone, starts_at_wall: startsAt },
    ...{ lasts_ms: lastsMs, services, sources, owned_by: 'app' },
    repeat: window.repeat ? JSON.stringify(window.repeat) : null,
    until_at: window.until === undefined ? null : formatInstant(window.until),
    changes: JSON.stringify(window.changes),
    matchers: JSON.stringify(window.matchers),
  }
}

function contactsOf(user: User): Insertable<Schema['contacts']>[] {
  return user.contacts.map(({ id, channel, to, isVerified }, position) => ({
    ...{ user_id: user.id, id, channel, address: to, position, secret: null },
    verified_at: isVerified ? WRITTEN_AT : null,
  }))
}

function rulesOf(user: User): Insertable<Schema['notification_rules']>[] {
  return user.rules.map(({ urgency, afterMs, contact, hours }, position) => ({
    ...{ user_id: user.id, position, urgency, after_ms: afterMs, contact_id: contact },
    hours: hours ? JSON.stringify(hours) : null,
  }))
}

function eventRuleRow(rule: EventRule, position: number): Insertable<Schema['event_rules']> {
  const { id, name, condition, zone, actions, stops, isActive } = rule
  return {
    ...{ id, name, position, condition, zone, stops, owned_by: 'app' },
    actions: JSON.stringify(actions),
    is_active: isActive,
  }
}

function sourceRow(source: Source): Insertable<Schema['sources']> {
  return {
    id: source.id,
    name: source.name,
    system: source.system,
    service_id: source.service ?? null,
    key_hash: `hash of ${source.id}`,
    key_sealed: '',
    group_by: source.groupBy,
    group_window_ms: source.groupWindowMs ?? null,
    resolves_when_clear: source.resolvesWhenClear,
    quiet_period_ms: source.quietPeriodMs,
    default_severity: source.defaultSeverity,
    map: source.map ? JSON.stringify(source.map) : null,
    every_ms: source.everyMs ?? null,
    grace_ms: source.graceMs ?? null,
    secret_sealed: null,
    options: JSON.stringify(source.options ?? {}),
    quiet: JSON.stringify(source.quiet ?? {}),
    is_active: source.isActive,
    owned_by: 'app',
    created_at: WRITTEN_AT,
  }
}
