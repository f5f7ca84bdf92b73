/** What event rules need of a transaction of the store. */
import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'

/** What rules did to an alert on its way, kept with its placement. */
export interface RoutedRow {
  /** The version of the configuration that they were of. */
  version: number
  steps: RuleStep[]
}

/** What is not loaded for every alert, because only some rules read it. */
export interface AlertTexts {
  description?: string
  annotations: Record<string, string>
  link?: string
}

export interface RuleTx {
  /** Lets the firing alerts that rules keep out of incidents be looked at again at `due`. */
  recheckRuled(due: Instant): Promise<void>
  loadAlertTexts(ids: readonly AlertId[]): Promise<Map<AlertId, AlertTexts>>
}
