import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundEntries, boundLink, boundTitle } from './bounds.ts'
import { parseSeverity } from './severity.ts'

/**
 * What the webhook and the API of Alertmanager have in common: an alert of Prometheus, already checked and bounded.
 * Names of labels and annotations that are asked for here exist on no prototype, so plain property reads are safe.
 */
export interface PrometheusAlert {
  key: string
  state: 'firing' | 'resolved'
  labels: Record<string, string>
  annotations: Record<string, string>
  /** Labels that all alerts of a notification share, where there is one: the severity may stand only there. */
  commonLabels?: Record<string, string>
  startedAt?: Instant
  expiresAt?: Instant
  endedAt?: Instant
  /** The expression browser of Prometheus. */
  generatorUrl?: string
  /** The page of the Alertmanager that notified. */
  externalUrl?: string
}

/** An alert that fires all the time to prove that the path works, by the convention of kube-prometheus. */
const WATCHDOG = 'Watchdog'

export function prometheusSignal(alert: PrometheusAlert, defaultSeverity: SourceSeverity): Signal {
  const { labels, annotations } = alert
  const severity = labels.severity ?? alert.commonLabels?.severity ?? annotations.severity
  return {
    key: alert.key,
    state: alert.state,
    title: boundTitle(annotations.summary?.trim() || labels.alertname?.trim() || `Alert ${alert.key}`),
    description: annotations.description || annotations.message || undefined,
    severity: (severity === undefined ? undefined : parseSeverity(severity)) ?? defaultSeverity,
    labels,
    annotations,
    startedAt: alert.startedAt,
    expiresAt: alert.expiresAt,
    endedAt: alert.endedAt,
    link: boundLink(alert.generatorUrl) ?? boundLink(alert.externalUrl),
    isTest: false,
    recordOnly: labels.alertname === WATCHDOG || severity?.toLowerCase() === 'none' ? 'watchdog' : undefined,
  }
}

/** Whether a text map is within what we keep, so that the usual alert need not be copied. */
export function isWithinLimits(texts: Readonly<Record<string, string>>, valueCharsMax: number): boolean {
  let count = 0
  for (const name in texts) {
    count += 1
    if (count > LIMITS.labelsMax || name.length > LIMITS.labelCharsMax) return false
    if ((texts[name]?.length ?? 0) > valueCharsMax) return false
  }
  return true
}

/** The label set as we keep it. Identity is computed before this, over the whole set, so that cutting never merges alerts. */
export function boundLabels(labels: Record<string, string>): Record<string, string> {
  return isWithinLimits(labels, LIMITS.labelCharsMax)
    ? labels
    : boundEntries(Object.entries(labels), LIMITS.labelCharsMax)
}

export function boundAnnotations(annotations: Record<string, string>): Record<string, string> {
  if (isWithinLimits(annotations, LIMITS.textCharsMax)) return annotations
  return boundEntries(Object.entries(annotations), LIMITS.textCharsMax)
}
