import type { z } from 'zod'
import { alertmanager } from './alertmanager/read.ts'
import { alertmanagerApi } from './alertmanager-api/read.ts'
import { argocd } from './argocd/read.ts'
import { awsCloudwatch } from './aws-cloudwatch/read.ts'
import { azureMonitor } from './azure-monitor/read.ts'
import { datadog } from './datadog/read.ts'
import type { Guide, InAdapter } from './door.ts'
import { elastic } from './elastic/read.ts'
import { email } from './email/read.ts'
import { gcpMonitoring } from './gcp-monitoring/read.ts'
import { github } from './github/read.ts'
import { gitlab } from './gitlab/read.ts'
import { grafana } from './grafana/read.ts'
import { heartbeat } from './heartbeat/read.ts'
import { icinga } from './icinga/read.ts'
import { jira } from './jira/read.ts'
import { json } from './json/read.ts'
import { jsonChange } from './json-change/read.ts'
import { jsonStream } from './json-stream/read.ts'
import { nagios } from './nagios/read.ts'
import { newrelic } from './newrelic/read.ts'
import { opsgenie } from './opsgenie/read.ts'
import { optionsForm } from './options.ts'
import { otlp } from './otlp/read.ts'
import { pagerdutyEvents } from './pagerduty-events/read.ts'
import { pagerdutyWebhooks } from './pagerduty-webhooks/read.ts'
import { pingdom } from './pingdom/read.ts'
import { sentry } from './sentry/read.ts'
import { servicenow } from './servicenow/read.ts'
import { signoz } from './signoz/read.ts'
import { splunk } from './splunk/read.ts'
import { statuscake } from './statuscake/read.ts'
import { syslog } from './syslog/read.ts'
import { uptimeKuma } from './uptime-kuma/read.ts'
import { zabbix } from './zabbix/read.ts'
import { zendesk } from './zendesk/read.ts'

/** Every door, by its name. An adapter's `system` is what a source is configured as: one `alertmanager` source has two doors. */
export const IN_ADAPTERS = {
  alertmanager,
  'alertmanager-api': alertmanagerApi,
  'pagerduty-events': pagerdutyEvents,
  opsgenie,
  grafana,
  signoz,
  datadog,
  'aws-cloudwatch': awsCloudwatch,
  newrelic,
  elastic,
  splunk,
  sentry,
  'azure-monitor': azureMonitor,
  'gcp-monitoring': gcpMonitoring,
  'uptime-kuma': uptimeKuma,
  pingdom,
  statuscake,
  zabbix,
  nagios,
  icinga,
  'pagerduty-webhooks': pagerdutyWebhooks,
  jira,
  servicenow,
  zendesk,
  github,
  gitlab,
  argocd,
  'json-change': jsonChange,
  otlp,
  syslog,
  'json-stream': jsonStream,
  json,
  email,
  heartbeat,
} as const satisfies Record<string, InAdapter>

export type DoorName = keyof typeof IN_ADAPTERS

/** The systems that a source may be configured as, each once. */
export const SOURCE_SYSTEMS: readonly string[] = [
  ...new Set(Object.values(IN_ADAPTERS).map((adapter: InAdapter) => adapter.system)),
]

/** The adapter behind `/in/<name>/<key>`; undefined for a name that is no door. */
export function findInAdapter(name: string): InAdapter | undefined {
  return Object.hasOwn(IN_ADAPTERS, name) ? IN_ADAPTERS[name as DoorName] : undefined
}

export interface SystemSettings {
  options: z.ZodObject
  takesSecret: boolean
}

/** What a source of a system may be told beside what all are; undefined for what is no system. */
export function settingsOfSystem(system: string): SystemSettings | undefined {
  const doors = doorsOfSystem(system)
  if (doors.length === 0) return undefined
  return {
    options: optionsForm(Object.assign({}, ...doors.map(({ options }) => options))),
    takesSecret: doors.some(({ takesSecret }) => takesSecret === true),
  }
}

/** What to paste into the senders of a system. */
export function guideOfSystem(system: string): Guide {
  return Object.assign({}, ...doorsOfSystem(system).map(({ guide }) => guide)) as Guide
}

/** The name under which an adapter is found again, of which there may be several for a system. */
export function nameOfAdapter(adapter: InAdapter): DoorName | undefined {
  return (Object.keys(IN_ADAPTERS) as DoorName[]).find((name) => IN_ADAPTERS[name] === adapter)
}

/** Every part that some guide has, each once. */
export const GUIDE_NAMES: readonly string[] = [
  ...new Set(SOURCE_SYSTEMS.flatMap((system) => Object.keys(guideOfSystem(system)))),
].sort()

function doorsOfSystem(system: string): InAdapter[] {
  return Object.values<InAdapter>(IN_ADAPTERS).filter((adapter) => adapter.system === system)
}
