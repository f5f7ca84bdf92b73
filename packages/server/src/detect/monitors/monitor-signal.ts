/** What a monitor says when another level is believed: a signal like any sender's, with the check as its body. */
import type { CheckReport } from '@tocsin/adapters/check/check.ts'
import { sourceOfMonitor } from '@tocsin/core/detect/monitor.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import type { MonitorRow } from '../../shell/config/monitor-configuration.ts'
import type { Ids } from '../../shell/ports/ids.ts'
import type { AcceptBatch } from '../../shell/store/store.ts'

/** A monitor has one condition, and so one alert. */
export const MONITOR_KEY = 'monitor'

export interface MonitorWord {
  monitor: Pick<MonitorRow, 'id' | 'name' | 'kind' | 'layer' | 'severity' | 'warning_severity'>
  level: 'ok' | 'warning' | 'critical'
  target: string
  report: CheckReport
  latencyMs: number
  /** Since when it has been so: the first of the findings that confirmed it. */
  since: Instant
  at: Instant
}

export function severityOf(monitor: MonitorWord['monitor'], level: MonitorWord['level']): SourceSeverity {
  return (level === 'warning' ? monitor.warning_severity : monitor.severity) as SourceSeverity
}

export function signalOf(word: MonitorWord, publicUrl: string): Signal {
  const { monitor, level, target, report, since, at } = word
  const isOk = level === 'ok'
  return {
    key: MONITOR_KEY,
    state: isOk ? 'resolved' : 'firing',
    title: titleOf(word).slice(0, LIMITS.titleCharsMax),
    description: `${target}: ${report.message}`.slice(0, LIMITS.textCharsMax),
    severity: severityOf(monitor, level),
    labels: {
      alertname: level === 'warning' ? 'MonitorWarning' : 'MonitorFailed',
      ...{ monitor: monitor.id, kind: monitor.kind, layer: monitor.layer, target: target.slice(0, 500) },
    },
    annotations: { summary: report.message.slice(0, LIMITS.labelCharsMax) },
    ...(isOk ? { endedAt: at } : { startedAt: since }),
    link: `${publicUrl}/monitors/${encodeURIComponent(monitor.id)}`,
    isTest: false,
  }
}

function titleOf({ monitor, level, report }: MonitorWord): string {
  if (monitor.kind === 'metric') return `${monitor.name}: ${report.message}`
  if (level === 'ok') return `${monitor.name} is up`
  return level === 'warning' ? `${monitor.name}: ${report.message}` : `${monitor.name} is down: ${report.message}`
}

/** The signals of one commit, each with what its check found. */
export function batchOf(words: readonly { word: MonitorWord; signal: Signal }[], ids: Pick<Ids, 'next'>): AcceptBatch {
  const batch: AcceptBatch = { signals: [], deliveries: [], changes: [], beats: [] }
  for (const { word, signal } of words) {
    const { monitor, at, report, target, latencyMs } = word
    const source = sourceOfMonitor(monitor.id)
    const { finding, message, value, details } = report
    const found = {
      monitor: monitor.id,
      kind: monitor.kind,
      target,
      finding,
      message,
      value,
      latency_ms: latencyMs,
      details,
    }
    const body = JSON.stringify(found, null, 2)
    const id = ids.next()
    batch.deliveries.push({
      ...{ id, source, door: 'monitor', receivedAt: at, mustKeep: false, contentType: 'application/json' },
      ...{ encoding: 'utf8', body: body.replaceAll('\\u0000', '\\ufffd'), bytes: Buffer.byteLength(body) },
    })
    batch.signals.push({ newId: ids.next() as AlertId, source, signal, repeats: 1, receivedAt: at, delivery: id })
  }
  return batch
}

/** Of monitors that are gone or off while their alert fires: nobody will say any more that it is over. */
export function endOf(monitorId: string, at: Instant, ids: Pick<Ids, 'next'>): AcceptBatch['signals'][number] {
  return {
    ...{ newId: ids.next() as AlertId, source: sourceOfMonitor(monitorId), repeats: 1, receivedAt: at },
    signal: {
      ...{ key: MONITOR_KEY, state: 'resolved', title: 'The monitor was switched off', severity: 'info' },
      ...{ labels: {}, annotations: {}, endedAt: at, isTest: false },
    },
  }
}
