import { type ServiceRow, serviceKind } from '../../../lake/service-configuration.ts'
import { type ApiKeyRow, apiKeyKind } from '../../../people/api-key-configuration.ts'
import { type CalendarInput, type CalendarRow, calendarKind } from '../../../people/calendars/calendar-configuration.ts'
import { schedulesOf } from '../../../people/layer-input.ts'
import { type PolicyInput, type PolicyRow, policiesOf, policyKind } from '../../../people/policy-configuration.ts'
import { type ScheduleInput, type ScheduleRow, scheduleKind } from '../../../people/schedule-configuration.ts'
import { type TeamRow, teamKind } from '../../../people/team-configuration.ts'
import { type UserRow, userKind } from '../../../people/user-kind.ts'
import { type VendorRow, vendorKind } from '../../../people/vendor-configuration.ts'
import { type ChannelRow, channelKind } from '../channel-configuration.ts'
import type { ConfigDb } from '../config-kind.ts'
import { type DataSourceRow, dataSourceKind } from '../data-source-configuration.ts'
import { type EventRuleRow, eventRuleKind, lastPositionOf } from '../event-rule-configuration.ts'
import { type InhibitionRow, inhibitionKind } from '../inhibition-configuration.ts'
import { type MaintenanceRow, maintenanceKind } from '../maintenance-configuration.ts'
import { type MonitorRow, monitorKind } from '../monitor-configuration.ts'
import { type OnCallWebhookRow, onCallWebhookKind } from '../on-call-webhook-configuration.ts'
import type { KnownCalendar, References } from '../references.ts'
import { isSettingKey, type SettingRow, settingKind } from '../setting-configuration.ts'
import { type SourceRow, sourceKind } from '../source-configuration.ts'
import { type TemplateRow, templateKind } from '../template-configuration.ts'
import { type WebhookRow, webhookKind } from '../webhook-configuration.ts'

/** All rows of the configuration. */
export interface CurrentConfiguration {
  users: UserRow[]
  teams: TeamRow[]
  calendars: CalendarRow[]
  schedules: ScheduleRow[]
  vendors: VendorRow[]
  policies: PolicyRow[]
  services: ServiceRow[]
  sources: SourceRow[]
  rules: EventRuleRow[]
  inhibitions: InhibitionRow[]
  maintenance: MaintenanceRow[]
  apiKeys: ApiKeyRow[]
  channels: ChannelRow[]
  settings: SettingRow[]
  dataSources: DataSourceRow[]
  monitors: MonitorRow[]
  webhooks: WebhookRow[]
  onCallWebhooks: OnCallWebhookRow[]
  templates: TemplateRow[]
}

export async function loadCurrentConfiguration(db: ConfigDb): Promise<CurrentConfiguration> {
  return {
    users: await userKind.list(db),
    teams: await teamKind.list(db),
    calendars: await calendarKind.list(db),
    schedules: await scheduleKind.list(db),
    vendors: await vendorKind.list(db),
    policies: await policyKind.list(db),
    services: await serviceKind.list(db),
    sources: await sourceKind.list(db),
    rules: await eventRuleKind.list(db),
    inhibitions: await inhibitionKind.list(db),
    maintenance: await maintenanceKind.list(db),
    apiKeys: await apiKeyKind.list(db),
    channels: await channelKind.list(db),
    settings: (await settingKind.list(db)).filter(({ key }) => isSettingKey(key)),
    dataSources: await dataSourceKind.list(db),
    monitors: await monitorKind.list(db),
    webhooks: await webhookKind.list(db),
    onCallWebhooks: await onCallWebhookKind.list(db),
    templates: await templateKind.list(db),
  }
}

type Identified = readonly { id: string }[]

/** What exists, for those who refer to it. */
export function referencesOf(things: {
  users: readonly { id: string; email: string }[]
  teams: Identified
  calendars: readonly (CalendarRow | CalendarInput)[]
  schedules: readonly (Pick<ScheduleRow, 'id' | 'layers'> | ScheduleInput)[]
  policies: readonly (Pick<PolicyRow, 'id' | 'steps'> | Pick<PolicyInput, 'id' | 'steps'>)[]
  vendors?: Identified
  services: Identified
  sources?: Identified
  rules?: readonly Pick<EventRuleRow, 'id' | 'position' | 'owned_by'>[]
  dataSources: Identified
}): References {
  const ids = (these: Identified) => new Set(these.map(({ id }) => id))
  return {
    userIds: new Map(
      things.users.flatMap(({ id, email }) => [
        [id, id],
        [email.toLowerCase(), id],
      ]),
    ),
    teams: ids(things.teams),
    calendars: new Map(things.calendars.map((calendar) => [calendar.id, knownCalendar(calendar)])),
    schedules: ids(things.schedules),
    policies: ids(things.policies),
    policiesWithin: new Map(things.policies.map(({ id, steps }) => [id, policiesOf(steps)])),
    vendors: ids(things.vendors ?? []),
    services: ids(things.services),
    ...(things.sources && { sources: ids(things.sources) }),
    eventRules: { ids: ids(things.rules ?? []), lastPosition: lastPositionOf(things.rules ?? []) },
    dataSources: ids(things.dataSources),
    schedulesWithin: new Map(things.schedules.map(({ id, layers }) => [id, layers.flatMap(schedulesOf)])),
  }
}

/** Of one that is yet to be written, only what others refer to. */
function knownCalendar(calendar: CalendarRow | CalendarInput): KnownCalendar {
  if (!('source' in calendar))
    return { use: calendar.use, dates: [], shifts: [], hasAddress: calendar.url !== undefined }
  const { use, days, shifts, source, secret_sealed: address } = calendar
  return { use, dates: days.map(({ date }) => date), shifts, hasAddress: source.from === 'url' && address !== null }
}
