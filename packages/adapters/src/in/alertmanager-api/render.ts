import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'

/**
 * Answers of Alertmanager's API v2 (`api/v2/openapi.yaml`), out of plain values. Its generated clients refuse an answer in
 * which a required field is missing or a list is null, so every field stands here, empty ones too.
 */
export interface AlertView {
  fingerprint: string
  labels: Readonly<Record<string, string>>
  annotations: Readonly<Record<string, string>>
  startsAt: Instant
  /** When it ends unless it is refreshed; only alerts with an end in the future are listed. */
  endsAt: Instant
  updatedAt: Instant
  generatorUrl?: string | undefined
  receivers: readonly string[]
  /** Ids of silences. */
  silencedBy: readonly string[]
  /** Fingerprints of the alerts that inhibit it. */
  inhibitedBy: readonly string[]
  /** Names of time intervals; only groups know them. */
  mutedBy: readonly string[]
}

/** A `gettableAlert`. */
export function renderAlert(alert: AlertView): Record<string, unknown> {
  const isSuppressed = alert.silencedBy.length + alert.inhibitedBy.length + alert.mutedBy.length > 0
  return {
    annotations: alert.annotations,
    endsAt: formatInstant(alert.endsAt),
    fingerprint: alert.fingerprint,
    receivers: alert.receivers.map((name) => ({ name })),
    startsAt: formatInstant(alert.startsAt),
    status: {
      inhibitedBy: alert.inhibitedBy,
      mutedBy: alert.mutedBy,
      silencedBy: alert.silencedBy,
      state: isSuppressed ? 'suppressed' : 'active',
    },
    updatedAt: formatInstant(alert.updatedAt),
    ...(alert.generatorUrl ? { generatorURL: alert.generatorUrl } : {}),
    labels: alert.labels,
  }
}

/** The list of `GET /alerts`, which is in the order of fingerprints. */
export function renderAlerts(alerts: readonly AlertView[]): Record<string, unknown>[] {
  return alerts
    .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0))
    .map(renderAlert)
}

/** An `alertGroup`; `labels` are those that the group is formed by. */
export function renderGroup(group: {
  labels: Readonly<Record<string, string>>
  receiver: string
  alerts: readonly AlertView[]
}): Record<string, unknown> {
  return {
    alerts: renderAlerts(group.alerts),
    labels: group.labels,
    receiver: { name: group.receiver },
    routeLabels: {},
  }
}

export function renderReceivers(names: readonly string[]): Record<string, unknown>[] {
  return names.map((name) => ({ name, labels: {} }))
}

/** The version that we answer as: amtool warns when its own major and minor differ. */
export const ALERTMANAGER_VERSION = '0.34.0'

export interface StatusView {
  startedAt: Instant
  receiver: string
  groupBy: readonly string[]
  /** Our own version, as the revision. */
  revision: string
  /** The nodes of an installation on a PostgreSQL server; empty for a single one. */
  peers: readonly { name: string; address: string }[]
}

/** `alertmanagerStatus`. amtool reads the configuration as a full one of Alertmanager, so it holds a route and its receiver. */
export function renderStatus(status: StatusView): Record<string, unknown> {
  const { peers } = status
  return {
    cluster: { ...(peers[0] ? { name: peers[0].name } : {}), peers, status: peers.length > 0 ? 'ready' : 'disabled' },
    config: { original: renderConfig(status.receiver, status.groupBy) },
    uptime: formatInstant(status.startedAt),
    versionInfo: {
      branch: 'HEAD',
      buildDate: '',
      buildUser: 'tocsin',
      goVersion: '',
      revision: status.revision,
      version: ALERTMANAGER_VERSION,
    },
  }
}

/** JSON strings are YAML strings, so names need no other quoting. */
function renderConfig(receiver: string, groupBy: readonly string[]): string {
  const name = JSON.stringify(receiver)
  const labels = groupBy.map((label) => JSON.stringify(label)).join(', ')
  return `route:\n  receiver: ${name}\n  group_by: [${labels}]\nreceivers:\n- name: ${name}\n`
}
