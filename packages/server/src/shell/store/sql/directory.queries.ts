import { present } from '@tocsin/core/kernel/assert.ts'
import type {
  ContactId,
  DurationMs,
  EventRuleId,
  PolicyId,
  ScheduleId,
  ServiceId,
  SourceId,
  TeamId,
  UserId,
} from '@tocsin/core/kernel/brand.ts'
import type { SourceSeverity, Urgency } from '@tocsin/core/kernel/scales.ts'
import type {
  Contact,
  Directory,
  EventRule,
  NotificationRule,
  PersonPaging,
  Role,
  Service,
  Settings,
  Source,
  Team,
  User,
} from '@tocsin/core/people/directory.ts'
import type { SourceQuiet } from '@tocsin/core/people/quiet.ts'
import type { Restriction, Schedule } from '@tocsin/core/people/schedule.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import { calendarOf } from '../../../people/calendars/calendar-configuration.ts'
import { DEFAULT_SETTINGS } from '../../../people/default-settings.ts'
import { type PolicyRow, policyOf } from '../../../people/policy-configuration.ts'
import { vendorKind, vendorOf } from '../../../people/vendor-configuration.ts'
import { templateKind, templateOf } from '../../config/template-configuration.ts'
import { webhookKind, webhookOf } from '../../config/webhook-configuration.ts'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import { loadMonitorSources } from './monitor-sources.queries.ts'
import { loadInhibitions, loadMaintenance } from './quiet-configuration.ts'

export async function directoryVersion(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ version: number }>`${HOT} select version from config_version`.execute(db)
  return present(rows[0], 'the version of the configuration').version
}

/**
 * Reads the whole configuration that decisions need. The version is read first: a change that commits in between makes the
 * snapshot newer than its number says, and it is read once more, never the other way round.
 */
export async function loadDirectory(db: Kysely<Schema>): Promise<Directory> {
  const version = await directoryVersion(db)
  const [users, teams, services, schedules, policies, sources, rules, monitors, settings] = [
    await loadUsers(db),
    await db.selectFrom('teams').selectAll().execute(),
    await db.selectFrom('services').selectAll().execute(),
    await db.selectFrom('schedules').selectAll().execute(),
    await db.selectFrom('policies').selectAll().execute(),
    await db.selectFrom('sources').selectAll().execute(),
    await listEventRules(db),
    await loadMonitorSources(db),
    await loadSettings(db),
  ]
  return {
    version,
    users: byId(users),
    teams: byId(teams.map((row): Team => ({ id: row.id as TeamId, name: row.name, members: row.members as UserId[] }))),
    services: byId(services.map(serviceOf)),
    schedules: byId(schedules.map(scheduleOf)),
    policies: byId(policies.map((row) => policyOf(row as unknown as PolicyRow))),
    calendars: byId((await db.selectFrom('calendars').selectAll().execute()).map(calendarOf)),
    sources: byId([...sources.map(sourceOf), ...monitors]),
    vendors: byId((await vendorKind.list(db)).map(vendorOf)),
    templates: byId((await templateKind.list(db)).map(templateOf)),
    inhibitions: await loadInhibitions(db),
    maintenance: await loadMaintenance(db),
    webhooks: (await webhookKind.list(db)).map(webhookOf),
    eventRules: rules.map(eventRuleOf),
    settings,
  }
}

function byId<T extends { id: string }>(things: readonly T[]): Map<T['id'], T> {
  return new Map(things.map((thing) => [thing.id, thing]))
}

async function loadUsers(db: Kysely<Schema>): Promise<User[]> {
  const users = await db.selectFrom('users').selectAll().orderBy('id').execute()
  const contacts = await db.selectFrom('contacts').selectAll().orderBy('user_id').orderBy('position').execute()
  const rules = await db.selectFrom('notification_rules').selectAll().orderBy('user_id').orderBy('position').execute()
  const contactsOf = Map.groupBy(contacts, (row) => row.user_id)
  const rulesOf = Map.groupBy(rules, (row) => row.user_id)
  return users.map((row) => ({
    id: row.id as UserId,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    zone: row.zone,
    ...(row.locale !== 'en' && { locale: row.locale }),
    isActive: row.is_active,
    ...(row.hours !== null && { hours: row.hours as Restriction[] }),
    ...(row.paging as PersonPaging | null),
    contacts: (contactsOf.get(row.id) ?? []).map(
      (each): Contact => ({
        id: each.id as ContactId,
        channel: each.channel,
        to: each.address,
        isVerified: each.verified_at !== null,
      }),
    ),
    rules: (rulesOf.get(row.id) ?? []).map(
      (each): NotificationRule => ({
        urgency: each.urgency as Urgency,
        afterMs: each.after_ms as DurationMs,
        contact: each.contact_id as ContactId,
        ...(each.hours !== null && { hours: each.hours as Restriction[] }),
      }),
    ),
  }))
}

function serviceOf(row: Selectable<Schema['services']>): Service {
  return {
    id: row.id as ServiceId,
    name: row.name,
    isActive: row.is_active,
    ...(row.team_id && { team: row.team_id as TeamId }),
    ...(row.policy_id && { policy: row.policy_id as PolicyId }),
    ...(row.depends_on.length > 0 && { dependsOn: row.depends_on as ServiceId[] }),
    ...(row.when_dependency_fails === 'page' && { whenDependencyFails: 'page' as const }),
  }
}

function scheduleOf(row: Selectable<Schema['schedules']>): Schedule {
  return {
    id: row.id as ScheduleId,
    name: row.name,
    zone: row.zone,
    layers: row.layers as Schedule['layers'],
    overrides: row.overrides as Schedule['overrides'],
    ...(row.earlier.length > 0 && { before: row.earlier as NonNullable<Schedule['before']> }),
    ...(row.temporary.length > 0 && { temporary: row.temporary as NonNullable<Schedule['temporary']> }),
    ...(row.team_id && { team: row.team_id as TeamId }),
    ...(row.when_empty && { whenEmpty: row.when_empty as NonNullable<Schedule['whenEmpty']> }),
    ...(row.shadows.length > 0 && { shadows: row.shadows as NonNullable<Schedule['shadows']> }),
  }
}

function sourceOf(row: Selectable<Schema['sources']>): Source {
  return {
    id: row.id as SourceId,
    name: row.name,
    system: row.system,
    isActive: row.is_active,
    groupBy: row.group_by,
    resolvesWhenClear: row.resolves_when_clear,
    quietPeriodMs: row.quiet_period_ms as DurationMs,
    defaultSeverity: row.default_severity as SourceSeverity,
    ...(row.service_id && { service: row.service_id as ServiceId }),
    ...(row.group_window_ms !== null && { groupWindowMs: row.group_window_ms as DurationMs }),
    ...(row.map && { map: row.map }),
    ...(row.every_ms !== null && { everyMs: row.every_ms as DurationMs }),
    ...(row.grace_ms !== null && { graceMs: row.grace_ms as DurationMs }),
    ...(Object.keys(row.options).length > 0 && { options: row.options }),
    ...(Object.keys(row.quiet).length > 0 && { quiet: row.quiet as SourceQuiet }),
  }
}

/** In the order in which they are asked: those of the file first. */
export async function listEventRules(db: Kysely<Schema>): Promise<Selectable<Schema['event_rules']>[]> {
  const { rows } = await sql<Selectable<Schema['event_rules']>>`
    select * from event_rules order by owned_by <> 'file', position, id`.execute(db)
  return rows
}

export function eventRuleOf(row: Selectable<Schema['event_rules']>): EventRule {
  return {
    id: row.id as EventRuleId,
    name: row.name,
    isActive: row.is_active,
    condition: row.condition,
    zone: row.zone,
    actions: row.actions,
    stops: row.stops,
  }
}

/** Stored settings over the defaults of the brief: a setting that nobody touched follows the defaults of the version that runs. */
export async function loadSettings(db: Kysely<Schema>): Promise<Settings> {
  const rows = await db.selectFrom('settings').selectAll().execute()
  const stored = Object.fromEntries(rows.map((row) => [row.key, row.value]))
  return { ...DEFAULT_SETTINGS, ...(stored as Partial<Settings>) }
}
