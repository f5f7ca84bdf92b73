/** What a file asks for, once everything in it that can be checked without the database is. */

import type { ServiceInput } from '../../../lake/service-configuration.ts'
import type { ApiKeyInput } from '../../../people/api-key-configuration.ts'
import type { CalendarInput } from '../../../people/calendars/calendar-configuration.ts'
import type { PolicyInput } from '../../../people/policy-configuration.ts'
import type { ScheduleInput } from '../../../people/schedule-configuration.ts'
import type { TeamInput } from '../../../people/team-configuration.ts'
import type { UserInput } from '../../../people/user-configuration.ts'
import type { VendorInput } from '../../../people/vendor-configuration.ts'
import { PASSWORD_CHARS_MIN } from '../../auth/password-hash.ts'
import { readChannel } from '../channel-configuration.ts'
import type { DataSourceInput } from '../data-source-configuration.ts'
import type { EventRuleInput } from '../event-rule-configuration.ts'
import type { InhibitionInput } from '../inhibition-configuration.ts'
import type { MaintenanceInput } from '../maintenance-configuration.ts'
import type { MonitorInput } from '../monitor-configuration.ts'
import type { OnCallWebhookInput } from '../on-call-webhook-configuration.ts'
import type { FieldProblem } from '../references.ts'
import type { SettingsInput } from '../setting-configuration.ts'
import { KEY_CHARS_WANTED, type SourceInput } from '../source-configuration.ts'
import type { TemplateInput } from '../template-configuration.ts'
import type { WebhookInput } from '../webhook-configuration.ts'
import type { FileForm } from './file-form.ts'
import { formatPath } from './file-problem.ts'

export interface DesiredConfiguration {
  users: UserInput[]
  teams: TeamInput[]
  calendars: CalendarInput[]
  schedules: ScheduleInput[]
  policies: PolicyInput[]
  vendors: VendorInput[]
  services: ServiceInput[]
  sources: SourceInput[]
  rules: EventRuleInput[]
  inhibitions: InhibitionInput[]
  maintenance: MaintenanceInput[]
  apiKeys: ApiKeyInput[]
  /** By name, as the channel's own schema parsed it. */
  channels: Map<string, unknown>
  settings: SettingsInput
  dataSources: DataSourceInput[]
  monitors: MonitorInput[]
  webhooks: WebhookInput[]
  onCallWebhooks: OnCallWebhookInput[]
  templates: TemplateInput[]
}

/** Their things have ids. */
const SECTIONS = [
  ...(['teams', 'calendars', 'schedules', 'vendors', 'policies', 'services', 'sources'] as const),
  ...(['rules', 'inhibitions', 'maintenance', 'data_sources', 'monitors', 'webhooks', 'templates'] as const),
  ...(['on_call_webhooks'] as const),
]

/** Problems carry paths of the file. */
export function toConfiguration(file: FileForm): DesiredConfiguration | { problems: FieldProblem[] } {
  const channels = new Map<string, unknown>()
  const problems = [
    ...repeated('users', file.users, 'email', ({ email }) => email.toLowerCase()),
    ...SECTIONS.flatMap((section) => repeated<{ id: string }>(section, file[section], 'id', ({ id }) => id)),
    ...repeated('sources', file.sources, 'key', ({ key }) => key),
    ...repeated('api_keys', file.api_keys, 'name', ({ name }) => name),
    ...repeated('api_keys', file.api_keys, 'key', ({ key }) => key),
  ]
  for (const [name, given] of Object.entries(file.channels)) {
    const channel = readChannel(name, given)
    if ('config' in channel) channels.set(name, channel.config)
    else problems.push(...channel.problems.map(({ path, problem }) => ({ path: ['channels', name, ...path], problem })))
  }
  if (problems.length > 0) return { problems }
  const { version: _, api_keys: apiKeys, data_sources: dataSources, on_call_webhooks: onCallWebhooks, ...rest } = file
  return { ...rest, apiKeys, dataSources, onCallWebhooks, channels }
}

/** What is allowed but seldom meant well. */
export function listFileWarnings(file: FileForm): FieldProblem[] {
  const short = (path: FieldProblem['path'], text: string | undefined, wanted: number): FieldProblem[] =>
    text === undefined || text.length >= wanted
      ? []
      : [{ path, problem: `has fewer than ${wanted} characters and could be guessed.` }]
  return [
    ...file.users.flatMap(({ password }, index) => short(['users', index, 'password'], password, PASSWORD_CHARS_MIN)),
    ...file.sources.flatMap(({ key }, index) => short(['sources', index, 'key'], key, KEY_CHARS_WANTED)),
    ...file.api_keys.flatMap(({ key }, index) => short(['api_keys', index, 'key'], key, KEY_CHARS_WANTED)),
  ]
}

function repeated<Item>(
  section: string,
  items: readonly Item[],
  field: string,
  keyOf: (item: Item) => string | undefined,
): FieldProblem[] {
  const first = new Map<string, number>()
  return items.flatMap((item, index) => {
    const value = keyOf(item)
    if (value === undefined) return []
    const earlier = first.get(value)
    if (earlier === undefined) {
      first.set(value, index)
      return []
    }
    return [{ path: [section, index, field], problem: `is the same as ${formatPath([section, earlier, field])}.` }]
  })
}
