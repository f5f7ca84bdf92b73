/**
 * What has to change so that the configuration is what the file says. The file speaks of the things that it names; others stay.
 * With `prune` those go that the file once owned and no longer names. People are not deleted but deactivated, because incidents
 * name them; settings stay as they were last set.
 */

import { serviceKind, serviceRow } from '../../../lake/service-configuration.ts'
import { apiKeyKind, apiKeyRow } from '../../../people/api-key-configuration.ts'
import { calendarKind, calendarRow } from '../../../people/calendars/calendar-configuration.ts'
import { policyKind, policyRow } from '../../../people/policy-configuration.ts'
import { scheduleKind, scheduleRow } from '../../../people/schedule-configuration.ts'
import { teamKind, teamRow } from '../../../people/team-configuration.ts'
import { userRow } from '../../../people/user-configuration.ts'
import { type UserRow, userKind } from '../../../people/user-kind.ts'
import { vendorKind, vendorRow } from '../../../people/vendor-configuration.ts'
import type { Editor } from '../change-configuration.ts'
import { channelKind, channelRow } from '../channel-configuration.ts'
import { dataSourceKind, dataSourceRow } from '../data-source-configuration.ts'
import { eventRuleKind, eventRuleRow } from '../event-rule-configuration.ts'
import { inhibitionKind, inhibitionRow } from '../inhibition-configuration.ts'
import { maintenanceKind, maintenanceRow } from '../maintenance-configuration.ts'
import { monitorKind, monitorRow } from '../monitor-configuration.ts'
import { onCallWebhookKind, onCallWebhookRow } from '../on-call-webhook-configuration.ts'
import type { RowContext } from '../row-context.ts'
import { settingKind, settingRows } from '../setting-configuration.ts'
import { sourceKind, sourceRow } from '../source-configuration.ts'
import { templateKind, templateRow } from '../template-configuration.ts'
import { webhookKind, webhookRow } from '../webhook-configuration.ts'
import { type CurrentConfiguration, referencesOf } from './current-configuration.ts'
import type { DesiredConfiguration } from './desired-configuration.ts'
import { type Change, planKind } from './plan-kind.ts'

export interface Plan {
  changes: Change[]
  /** The rows as they will be. */
  after: CurrentConfiguration
}

export interface PlanOptions {
  prune: boolean
}

type PlanContext = Omit<RowContext, 'references'>

/** References have been checked: see check-file.ts. */
export function planChanges(
  current: CurrentConfiguration,
  desired: DesiredConfiguration,
  context: PlanContext,
  { prune }: PlanOptions,
): Plan {
  const userRows = desiredUsers(current, desired, context)
  const users = planKind(userKind, { current: current.users, desired: userRows, prune: false })
  const gone = prune ? users.after.filter((user) => isToDeactivate(user, userRows)) : []
  const nameOfUser = new Map(users.after.map(({ id, email }) => [id, email]))
  const known = knownAfter(current, desired, users.after)
  const nameUser = (id: string) => nameOfUser.get(id) ?? id
  const of = <Row extends { id: string }>(rows: readonly Row[], id: string) => rows.find((row) => row.id === id)
  const calendars = planCalendars(current, desired, { ...context, known, prune, nameUser })
  // With the days of calendars, which decide whose turn it is where a schedule changes.
  const references = referencesOf({ ...known, calendars: calendars.after })
  const full: RowContext = { ...context, references }
  const teams = planKind(teamKind, {
    ...{ current: current.teams, prune, nameUser },
    desired: desired.teams.map((team) => teamRow(team, references)),
  })
  const schedules = planKind(scheduleKind, {
    ...{ current: current.schedules, prune, nameUser },
    desired: desired.schedules.map((input) => scheduleRow(input, of(current.schedules, input.id), full)),
  })
  const vendors = planKind(vendorKind, {
    ...{ current: current.vendors, prune },
    desired: desired.vendors.map(vendorRow),
  })
  const policies = planKind(policyKind, {
    ...{ current: current.policies, prune, nameUser },
    desired: desired.policies.map((input) => policyRow(input, of(current.policies, input.id), references)),
  })
  const served = planServices(current, desired, full, prune)
  const checked = planSealed(current, desired, full, prune)
  const rest = planRest(current, desired, full, prune)
  const deactivations = gone.map((user) => deactivation(user))
  const planned = [
    users,
    teams,
    calendars,
    schedules,
    vendors,
    policies,
    ...served.planned,
    ...checked.planned,
    ...rest.planned,
  ]
  const changes = planned
    .flatMap((each) => each.writes)
    .concat(
      deactivations,
      planned.toReversed().flatMap((each) => each.drops),
    )
  return {
    changes,
    after: {
      users: users.after.map((user) => (gone.includes(user) ? { ...user, is_active: false } : user)),
      ...{
        teams: teams.after,
        calendars: calendars.after,
        schedules: schedules.after,
        vendors: vendors.after,
        policies: policies.after,
      },
      ...{ ...served.after, ...checked.after, ...rest.after },
    },
  }
}

/** Writes a plan inside a change that was begun in the file's name. */
export async function applyChanges(editor: Editor, { changes }: Plan): Promise<void> {
  for (const change of changes) await change.write(editor)
}

/** Ids that will exist, whatever order they come in. */
function knownAfter(current: CurrentConfiguration, desired: DesiredConfiguration, users: UserRow[]) {
  return {
    users,
    teams: [...current.teams, ...desired.teams],
    schedules: [...current.schedules, ...desired.schedules],
    policies: [...current.policies, ...desired.policies],
    vendors: [...current.vendors, ...desired.vendors],
    services: [...current.services, ...desired.services],
    dataSources: [...current.dataSources, ...desired.dataSources],
  }
}

function planCalendars(
  current: CurrentConfiguration,
  desired: DesiredConfiguration,
  {
    known,
    prune,
    nameUser,
    ...context
  }: PlanContext & {
    known: Omit<Parameters<typeof referencesOf>[0], 'calendars'>
    prune: boolean
    nameUser(id: string): string
  },
) {
  const references = referencesOf({ ...known, calendars: current.calendars })
  return planKind(calendarKind, {
    ...{ current: current.calendars, prune, nameUser },
    desired: desired.calendars.map((input) => {
      const existing = current.calendars.find(({ id }) => id === input.id)
      return calendarRow(input, existing, { ...context, references })
    }),
  })
}

function planServices(
  current: CurrentConfiguration,
  desired: DesiredConfiguration,
  context: RowContext,
  prune: boolean,
) {
  const services = planKind(serviceKind, {
    current: current.services,
    prune,
    desired: desired.services.map(serviceRow),
  })
  const sources = planKind(sourceKind, {
    ...{ current: current.sources, prune },
    desired: desired.sources.map((input) =>
      sourceRow(
        input,
        current.sources.find(({ id }) => id === input.id),
        context,
      ),
    ),
  })
  const rules = planKind(eventRuleKind, {
    ...{ current: current.rules, prune },
    desired: desired.rules.map((input, position) => eventRuleRow(input, position)),
  })
  return {
    planned: [services, sources, rules],
    after: { services: services.after, sources: sources.after, rules: rules.after },
  }
}

/** Those with secrets of their own. */
function planSealed(current: CurrentConfiguration, desired: DesiredConfiguration, context: RowContext, prune: boolean) {
  const existing = <Row extends { id: string }>(rows: readonly Row[], id: string) => rows.find((row) => row.id === id)
  const dataSources = planKind(dataSourceKind, {
    ...{ current: current.dataSources, prune },
    desired: desired.dataSources.map((input) => dataSourceRow(input, existing(current.dataSources, input.id), context)),
  })
  const monitors = planKind(monitorKind, {
    ...{ current: current.monitors, prune },
    desired: desired.monitors.map((input) => monitorRow(input, existing(current.monitors, input.id), context)),
  })
  const webhooks = planKind(webhookKind, {
    ...{ current: current.webhooks, prune },
    desired: desired.webhooks.map((input) => webhookRow(input, existing(current.webhooks, input.id), context)),
  })
  const onCallWebhooks = planKind(onCallWebhookKind, {
    ...{ current: current.onCallWebhooks, prune },
    desired: desired.onCallWebhooks.map((input) =>
      onCallWebhookRow(input, existing(current.onCallWebhooks, input.id), context),
    ),
  })
  return {
    planned: [dataSources, monitors, webhooks, onCallWebhooks],
    after: {
      ...{ dataSources: dataSources.after, monitors: monitors.after },
      ...{ webhooks: webhooks.after, onCallWebhooks: onCallWebhooks.after },
    },
  }
}

/** Kinds that nothing refers to. */
function planRest(current: CurrentConfiguration, desired: DesiredConfiguration, context: RowContext, prune: boolean) {
  const apiKeys = planKind(apiKeyKind, {
    ...{ current: current.apiKeys, prune },
    desired: desired.apiKeys.map((input) => {
      const existing = current.apiKeys.find((row) => row.name === input.name)
      return apiKeyRow(input, existing, context)
    }),
  })
  const channels = planKind(channelKind, {
    ...{ current: current.channels, prune },
    desired: [...desired.channels].map(([channel, config]) => {
      const existing = current.channels.find((row) => row.channel === channel)
      return channelRow(channel, config, { existing, secrets: context.secrets })
    }),
  })
  const inhibitions = planKind(inhibitionKind, {
    ...{ current: current.inhibitions, prune },
    desired: desired.inhibitions.map(inhibitionRow),
  })
  const maintenance = planKind(maintenanceKind, {
    ...{ current: current.maintenance, prune },
    desired: desired.maintenance.map((input) => {
      const existing = current.maintenance.find((row) => row.id === input.id)
      return maintenanceRow(input, existing)
    }),
  })
  const templates = planKind(templateKind, {
    ...{ current: current.templates, prune },
    desired: desired.templates.map(templateRow),
  })
  const settings = planKind(settingKind, {
    current: current.settings,
    prune: false,
    desired: settingRows(desired.settings),
  })
  return {
    planned: [inhibitions, maintenance, apiKeys, channels, templates, settings],
    after: {
      ...{ inhibitions: inhibitions.after, maintenance: maintenance.after },
      ...{ apiKeys: apiKeys.after, channels: channels.after, templates: templates.after, settings: settings.after },
    },
  }
}

function desiredUsers(current: CurrentConfiguration, { users }: DesiredConfiguration, context: PlanContext): UserRow[] {
  const existing = new Map(current.users.map((user) => [user.email.toLowerCase(), user]))
  return users.map((input) => {
    const user = existing.get(input.email.toLowerCase())
    return userRow(input, user, context, user?.id ?? context.ids.next())
  })
}

function isToDeactivate(user: UserRow, desired: readonly UserRow[]): boolean {
  return user.owned_by === 'file' && user.is_active && !desired.some(({ id }) => id === user.id)
}

function deactivation(user: UserRow): Change {
  return {
    kind: 'user',
    name: user.email,
    action: 'deactivate',
    fields: [{ path: 'active', before: 'true', after: 'false' }],
    write: async (editor) => void (await editor.put(userKind, { ...user, is_active: false })),
  }
}
