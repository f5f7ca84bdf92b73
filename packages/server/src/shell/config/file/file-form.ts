/** The form of the configuration file, version 1. It is public: fields are added, never changed. */
import { TEMPLATE_IDS } from '@tocsin/adapters/templates/template-places.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { serviceInput } from '../../../lake/service-configuration.ts'
import { apiKeyInput } from '../../../people/api-key-configuration.ts'
import { calendarInput } from '../../../people/calendars/calendar-configuration.ts'
import { policyInput } from '../../../people/policy-configuration.ts'
import { scheduleInput } from '../../../people/schedule-configuration.ts'
import { teamInput } from '../../../people/team-configuration.ts'
import { userInput } from '../../../people/user-configuration.ts'
import { vendorInput } from '../../../people/vendor-configuration.ts'
import { channelsInput } from '../channel-configuration.ts'
import { dataSourceInput } from '../data-source-configuration.ts'
import { eventRuleInput } from '../event-rule-configuration.ts'
import { form, list } from '../fields.ts'
import { inhibitionInput } from '../inhibition-configuration.ts'
import { maintenanceInput } from '../maintenance-configuration.ts'
import { monitorInput } from '../monitor-configuration.ts'
import { ON_CALL_WEBHOOKS_MAX, onCallWebhookInput } from '../on-call-webhook-configuration.ts'
import { settingsInput } from '../setting-configuration.ts'
import { sourceInput } from '../source-configuration.ts'
import { templateInput } from '../template-configuration.ts'
import { WEBHOOKS_MAX, webhookInput } from '../webhook-configuration.ts'

const THINGS_MAX = 10_000

function section<Item extends z.ZodType>(item: Item) {
  return list(item, THINGS_MAX).default([])
}

export const fileForm = form({
  version: z
    .literal(1, {
      error: (issue) => (issue.input === undefined ? 'is missing' : 'expected 1, the only version that there is'),
    })
    .meta({ examples: [1] }),
  users: section(userInput),
  teams: section(teamInput),
  calendars: list(calendarInput, LIMITS.calendarsMax).default([]),
  schedules: section(scheduleInput),
  vendors: list(vendorInput, LIMITS.vendorsMax).default([]),
  policies: section(policyInput),
  services: section(serviceInput),
  sources: section(sourceInput),
  /** In the order in which they are asked. */
  rules: list(eventRuleInput, LIMITS.eventRulesMax).default([]),
  inhibitions: list(inhibitionInput, LIMITS.inhibitionsMax).default([]),
  maintenance: list(maintenanceInput, LIMITS.maintenanceWindowsMax).default([]),
  data_sources: section(dataSourceInput),
  monitors: section(monitorInput),
  webhooks: list(webhookInput, WEBHOOKS_MAX).default([]),
  on_call_webhooks: list(onCallWebhookInput, ON_CALL_WEBHOOKS_MAX).default([]),
  api_keys: section(apiKeyInput),
  /** The organisation's own words for pages. */
  templates: list(templateInput, TEMPLATE_IDS.length).default([]),
  channels: channelsInput.default({}),
  settings: settingsInput.default({}),
})

export type FileForm = z.output<typeof fileForm>
