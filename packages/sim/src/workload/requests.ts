/** Requests as real senders make them, one maker for each door. */
import { alertmanager } from '@tocsin/adapters/in/alertmanager/read.ts'
import { alertmanagerApi } from '@tocsin/adapters/in/alertmanager-api/read.ts'
import type { InAdapter } from '@tocsin/adapters/in/door.ts'
import { heartbeat } from '@tocsin/adapters/in/heartbeat/read.ts'
import { json } from '@tocsin/adapters/in/json/read.ts'
import { pagerdutyEvents } from '@tocsin/adapters/in/pagerduty-events/read.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'

/** One condition that a sender watches. */
export interface Condition {
  name: string
  host: string
  isFiring: boolean
  severity: string
  note: string
  startedAt: Instant
  endedAt: Instant
}

/** What a sender says of a condition; `acknowledged` where its protocol knows that. */
export interface Statement {
  condition: Condition
  word: 'firing' | 'resolved' | 'acknowledged'
  /** Other ends than the condition's: a recovery that comes late speaks of an episode long gone. */
  startedAt?: Instant
  endedAt?: Instant
}

export interface Door {
  adapter: InAdapter
  /** How many conditions fit into one request. */
  statementsMax: number
  canAcknowledge: boolean
  /** Conditions end without a word when they are not repeated for this long. */
  expiresAfterMs?: number
  compose(statements: Statement[], now: Instant): { path: string; body: string }
}

const iso = (at: Instant): string => new Date(at).toISOString()

function labelsOf({ name, host, severity }: Condition): Record<string, string> {
  return { alertname: name, host, severity, ...(name === 'Watchdog' && { severity: 'none' }) }
}

const webhook: Door = {
  adapter: alertmanager,
  statementsMax: 50,
  canAcknowledge: false,
  compose: (statements) => ({
    path: '',
    body: JSON.stringify({
      version: '4',
      status: statements.some((each) => each.word === 'firing') ? 'firing' : 'resolved',
      receiver: 'tocsin',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example.com',
      alerts: statements.map(({ condition, word, startedAt, endedAt }) => ({
        status: word,
        labels: labelsOf(condition),
        annotations: { summary: `${condition.name} on ${condition.host}`, description: condition.note },
        startsAt: iso(startedAt ?? condition.startedAt),
        endsAt: word === 'firing' ? '0001-01-01T00:00:00Z' : iso(endedAt ?? condition.endedAt),
        generatorURL: 'http://prometheus.example.com/graph',
        // A fingerprint of sixteen hexadecimal digits that is the same for the same labels.
        fingerprint: Buffer.from(`${condition.name}/${condition.host}`).toString('hex').padStart(16, '0').slice(-16),
      })),
    }),
  }),
}

const PROMETHEUS_EXPIRY_MS = 30_000

const prometheus: Door = {
  adapter: alertmanagerApi,
  statementsMax: 50,
  canAcknowledge: false,
  expiresAfterMs: PROMETHEUS_EXPIRY_MS,
  compose: (statements, now) => ({
    path: '/api/v2/alerts',
    body: JSON.stringify(
      statements.map(({ condition, word, startedAt, endedAt }) => ({
        labels: { ...labelsOf(condition), severity: 'critical' },
        annotations: { summary: `${condition.name} on ${condition.host}`, description: condition.note },
        startsAt: iso(startedAt ?? condition.startedAt),
        endsAt: iso(word === 'firing' ? ((now + PROMETHEUS_EXPIRY_MS) as Instant) : (endedAt ?? condition.endedAt)),
      })),
    ),
  }),
}

const PAGERDUTY_ACTIONS = { firing: 'trigger', resolved: 'resolve', acknowledged: 'acknowledge' } as const
const PAGERDUTY_SEVERITIES: Record<string, string> = { critical: 'critical', warning: 'warning', info: 'info' }

const pagerduty: Door = {
  adapter: pagerdutyEvents,
  statementsMax: 1,
  canAcknowledge: true,
  compose: ([statement]) => ({
    path: '/enqueue',
    body: JSON.stringify({
      routing_key: 'k'.repeat(32),
      event_action: PAGERDUTY_ACTIONS[statement?.word ?? 'firing'],
      dedup_key: `${statement?.condition.name}/${statement?.condition.host}`,
      payload: {
        summary: `${statement?.condition.name} on ${statement?.condition.host}`,
        source: statement?.condition.host,
        severity: PAGERDUTY_SEVERITIES[statement?.condition.severity ?? ''] ?? 'error',
        custom_details: { note: statement?.condition.note },
      },
    }),
  }),
}

const form: Door = {
  adapter: json,
  statementsMax: 1,
  canAcknowledge: false,
  compose: ([statement]) => ({
    path: '',
    body: JSON.stringify({
      id: `${statement?.condition.name}/${statement?.condition.host}`,
      title: `${statement?.condition.name}: ${statement?.condition.note}`,
      state: statement?.word,
      level: statement?.condition.severity,
    }),
  }),
}

const beat: Door = {
  adapter: heartbeat,
  statementsMax: 1,
  canAcknowledge: false,
  compose: () => ({ path: '', body: '' }),
}

/** By the id of the source of the organisation. */
export const DOORS: Record<string, Door> = {
  am: webhook,
  crowd: webhook,
  prom: prometheus,
  pd: pagerduty,
  form,
  backup: beat,
}
