import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { said } from '../signal-draft.ts'

/** What the path of a resource says: `/subscriptions/<id>/resourceGroups/<name>/providers/<kind>/<type>/<name>`, in any case. */
export function resourceLabels(path: string | undefined): Record<string, string> {
  if (path === undefined) return {}
  const parts = path.split('/').slice(0, PARTS_MAX)
  const after = (name: string) => parts[parts.findIndex((part) => part.toLowerCase() === name) + 1]
  const hasGroup = parts.some((part) => part.toLowerCase() === 'resourcegroups')
  const provider = parts.findIndex((part) => part.toLowerCase() === 'providers')
  const kind = provider < 0 ? undefined : parts.slice(provider + 1, provider + 3).join('/')
  return said({
    resource: parts.at(-1),
    resource_type: kind?.toLowerCase(),
    resource_group: hasGroup ? after('resourcegroups') : undefined,
    subscription: parts[1]?.toLowerCase() === 'subscriptions' ? parts[2] : undefined,
  })
}

const PARTS_MAX = 40

const SEVERITIES: readonly SourceSeverity[] = ['critical', 'high', 'medium', 'low', 'info']

/** `Sev0` to `Sev4`, in older schemas the number alone. */
export function azureSeverity(text: string | undefined): SourceSeverity | undefined {
  const digit = /^(?:sev)?([0-4])$/i.exec(text ?? '')?.[1]
  return digit === undefined ? undefined : SEVERITIES[Number(digit)]
}

/** The rules with which the portal's “Test action group” sends its samples; see the samples for test actions in the documents. */
const TEST_RULE =
  /^test-(?:metricAlertRule|dynamicMetricAlertRule|activityLogAlertRule|availabilityTest-|logAlertRule|ResourceHealthAlertRule|ServiceHealthAlertRule|SmartAlertRule|Budget)/i

export function isTestAlert(rule: string | undefined, alertId: string | undefined): boolean {
  return TEST_RULE.test(rule ?? '') || /\/Test_Alert$/i.test(alertId ?? '')
}
