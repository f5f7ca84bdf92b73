/** What can only be checked against what exists: references, keys that others have, and things that others still need. */

import { checkService } from '../../../lake/service-configuration.ts'
import { checkCalendar } from '../../../people/calendars/calendar-configuration.ts'
import { checkLoosening } from '../../../people/fairness/on-call-setting.ts'
import { schedulesOf } from '../../../people/layer-input.ts'
import { checkPolicy, policiesOf } from '../../../people/policy-configuration.ts'
import { checkSchedule } from '../../../people/schedule-configuration.ts'
import { checkTeam } from '../../../people/team-configuration.ts'
import { checkUser } from '../../../people/user-configuration.ts'
import { checkVendor } from '../../../people/vendor-configuration.ts'
import { hashSecret } from '../../auth/secret-hash.ts'
import { checkDataSource } from '../data-source-configuration.ts'
import { checkEventRule } from '../event-rule-configuration.ts'
import { checkInhibition } from '../inhibition-configuration.ts'
import { checkMaintenance } from '../maintenance-configuration.ts'
import { checkMonitor } from '../monitor-configuration.ts'
import { checkOnCallWebhook } from '../on-call-webhook-configuration.ts'
import type { FieldProblem, References } from '../references.ts'
import { checkSource } from '../source-configuration.ts'
import { checkTemplateInput } from '../template-configuration.ts'
import { checkWebhook } from '../webhook-configuration.ts'
import { type CurrentConfiguration, referencesOf } from './current-configuration.ts'
import type { DesiredConfiguration } from './desired-configuration.ts'
import type { Plan } from './plan-changes.ts'
import { listUses } from './uses.ts'

/** Problems carry paths of the file. */
export function checkFile(
  current: CurrentConfiguration,
  desired: DesiredConfiguration,
  { prune }: { prune: boolean },
): FieldProblem[] {
  const references = knownTo(current, desired, prune)
  return [
    ...inSection('users', desired.users, (user) =>
      checkUser(
        user,
        current.users.find(({ email }) => email.toLowerCase() === user.email.toLowerCase())?.contacts ?? [],
      ),
    ),
    ...inSection('teams', desired.teams, (team) => checkTeam(team, references)),
    ...inSection('calendars', desired.calendars, (calendar) => checkCalendar(calendar, references)),
    ...inSection('schedules', desired.schedules, (schedule) => checkSchedule(schedule, references)),
    ...inSection('vendors', desired.vendors, checkVendor),
    ...inSection('policies', desired.policies, (policy) => checkPolicy(policy, references)),
    ...inSection('services', desired.services, (service) => checkService(service, references)),
    ...inSection('sources', desired.sources, (source) => [
      ...checkSource(source, references),
      ...takenKey(source.key, current.sources, ({ id }) => id !== source.id, 'source'),
    ]),
    ...inSection('rules', desired.rules, (rule) => checkEventRule(rule, references)),
    ...inSection('inhibitions', desired.inhibitions, checkInhibition),
    ...inSection('maintenance', desired.maintenance, (window) => checkMaintenance(window, references)),
    ...inSection('data_sources', desired.dataSources, checkDataSource),
    ...inSection('templates', desired.templates, checkTemplateInput),
    ...inSection('monitors', desired.monitors, (monitor) => checkMonitor(monitor, references)),
    ...inSection('webhooks', desired.webhooks, (webhook) => checkWebhook(webhook, references)),
    ...inSection('on_call_webhooks', desired.onCallWebhooks, (webhook) => checkOnCallWebhook(webhook, references)),
    ...inSection('api_keys', desired.apiKeys, ({ key, name }) =>
      takenKey(key, current.apiKeys, (row) => row.name !== name, 'API key'),
    ),
    ...checkLoosening(desired.settings.on_call, current.settings).map(({ path, problem }) => ({
      ...{ path: ['settings', ...path], problem },
    })),
  ]
}

/** What a plan would delete although something outside the file needs it: sentences. */
export function listStillUsed({ changes, after }: Plan): string[] {
  return changes
    .filter(({ action }) => action === 'delete')
    .flatMap(({ kind, name }) => {
      const uses = listUses(after, kind, name)
      return uses.length === 0 ? [] : [`the ${kind} ${name} is still used by ${uses.join(', ')}`]
    })
}

function inSection<Item>(
  section: string,
  items: readonly Item[],
  check: (item: Item) => FieldProblem[],
): FieldProblem[] {
  return items.flatMap((item, index) =>
    check(item).map(({ path, problem }) => ({ path: [section, index, ...path], problem })),
  )
}

/** What the file names, and what exists and stays. */
function knownTo(current: CurrentConfiguration, desired: DesiredConfiguration, prune: boolean): References {
  const stays = <Row extends { owned_by: string }>(rows: readonly Row[]) =>
    prune ? rows.filter(({ owned_by }) => owned_by !== 'file') : rows
  const known = referencesOf({
    users: [...stays(current.users)],
    teams: [...stays(current.teams)],
    calendars: [...stays(current.calendars)],
    schedules: [...stays(current.schedules)],
    policies: [...stays(current.policies)],
    vendors: [...stays(current.vendors)],
    services: [...stays(current.services)],
    sources: [...stays(current.sources)],
    dataSources: [...stays(current.dataSources)],
  })
  const named = (ids: ReadonlySet<string>, things: readonly { id: string }[]) =>
    new Set([...ids, ...things.map(({ id }) => id)])
  return {
    userIds: new Map([...known.userIds, ...desired.users.map(({ email }) => [email.toLowerCase(), email] as const)]),
    teams: named(known.teams, desired.teams),
    calendars: new Map([...known.calendars, ...knownCalendars(current, desired)]),
    schedules: named(known.schedules, desired.schedules),
    policies: named(known.policies, desired.policies),
    policiesWithin: new Map([
      ...known.policiesWithin,
      ...desired.policies.map(({ id, steps }) => [id, policiesOf(steps)] as const),
    ]),
    vendors: named(known.vendors, desired.vendors),
    services: named(known.services, desired.services),
    sources: named(known.sources ?? new Set(), desired.sources),
    eventRules: known.eventRules,
    dataSources: named(known.dataSources, desired.dataSources),
    schedulesWithin: new Map([
      ...known.schedulesWithin,
      ...desired.schedules.map(({ id, layers }) => [id, layers.flatMap(schedulesOf)] as const),
    ]),
  }
}

function takenKey<Row extends { id: string; key_hash: string }>(
  key: string | undefined,
  rows: readonly Row[],
  isOther: (row: Row) => boolean,
  what: string,
): FieldProblem[] {
  if (key === undefined) return []
  const hash = hashSecret(key)
  const taken = rows.find((row) => row.key_hash === hash && isOther(row))
  if (!taken) return []
  return [{ path: ['key'], problem: `is the key of the ${what} ${'name' in taken ? taken.name : taken.id} already.` }]
}

/** Those of the file, as they will be: one that is there already keeps its address. */
function knownCalendars(current: CurrentConfiguration, desired: DesiredConfiguration): References['calendars'] {
  const { calendars: existing } = referencesOf(current)
  return new Map(
    desired.calendars.map(({ id, use }) => [
      id,
      { use, dates: [], shifts: [], hasAddress: existing.get(id)?.hasAddress ?? false },
    ]),
  )
}
