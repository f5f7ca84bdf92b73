/**
 * What the engine measures of itself, for Prometheus. The paging meter: from the receipt of the signal until a provider took
 * the page. Names of people and incidents are in none of it.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { EngineWatch } from '../engine/deps.ts'

/** What is read when somebody asks, instead of being counted along the way. */
export interface MeterReadings {
  /** Null when the database could not be asked. */
  queues: readonly { queue: string; count: number }[] | null
  loops: readonly { loop: string; ageMs: number }[]
  nodes: readonly { name: string; skewMs: number }[]
  liveClients: number
}

export interface Meters {
  watch: EngineWatch
  signalsAccepted(source: string, count: number): void
  connectionTurnedAway(listener: string, why: string): void
  expose(readings: MeterReadings): Promise<{ contentType: string; text: string }>
}

const S = 1_000
/** From a local hand-over to a minute, fine where the aims are: 15 ms, 50 ms, a second. */
const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function createMeters(): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tocsin_' })
  const counted = createCounted(registry)
  const read = createRead(registry)
  return {
    watch: counted.watch,
    signalsAccepted: counted.signalsAccepted,
    connectionTurnedAway: counted.connectionTurnedAway,
    async expose(readings) {
      read(readings)
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function createCounted(registry: Registry): Pick<Meters, 'watch' | 'signalsAccepted' | 'connectionTurnedAway'> {
  const registers = [registry]
  const latency = createLatency(registers)
  const misses = new Counter({
    name: 'tocsin_page_misses_total',
    help: 'Attempts to hand a page over that failed.',
    labelNames: ['channel', 'code'],
    registers,
  })
  const sends = new Counter({
    name: 'tocsin_sends_total',
    help: 'Attempts to send, by class and outcome.',
    labelNames: ['class', 'outcome'],
    registers,
  })
  const facts = new Counter({
    name: 'tocsin_facts_total',
    help: 'Facts that this node committed, by type.',
    labelNames: ['type'],
    registers,
  })
  const rules = new Counter({
    name: 'tocsin_event_rule_asked_total',
    help: 'Alerts that event rules met, and on which they failed, by rule.',
    labelNames: ['rule', 'outcome'],
    registers,
  })
  const audit = createAuditMeters(registers)
  const signals = new Counter({
    name: 'tocsin_signals_accepted_total',
    help: 'Signals that were committed, by source.',
    labelNames: ['source'],
    registers,
  })
  const turnedAway = new Counter({
    name: 'tocsin_door_connections_refused_total',
    help: 'Connections of mail and syslog that were turned away, by listener and reason.',
    labelNames: ['listener', 'reason'],
    registers,
  })
  return {
    connectionTurnedAway: (listener, reason) => turnedAway.inc({ listener, reason }),
    watch: {
      committed: (_, committed) => {
        for (const { type } of committed) facts.inc({ type })
      },
      ...latency,
      pageMissed: (channel, code) => misses.inc({ channel, code }),
      rulesMet(steps) {
        for (const { rule, problem } of steps) rules.inc({ rule, outcome: problem === undefined ? 'met' : 'failed' })
      },
      pagingAudited: audit,
      sendEnded: (sendClass, outcome) => sends.inc({ class: sendClass, outcome }),
    },
    signalsAccepted: (source, count) => signals.inc({ source }, count),
  }
}

/** Pages that wait by design say nothing of how fast a signal reaches somebody: they have a measure of their own. */
function createLatency(registers: Registry[]): Pick<EngineWatch, 'pageHandedOver' | 'laterPageHandedOver'> {
  const common = { labelNames: ['channel'] as const, buckets: LATENCY_BUCKETS_S, registers }
  const first = new Histogram({
    name: 'tocsin_page_latency_seconds',
    help: 'From the receipt of the signal to the hand-over of the first call of its incident to a provider.',
    ...common,
  })
  const later = new Histogram({
    name: 'tocsin_later_page_latency_seconds',
    help: 'From when a page of a later rule, step or round, or of a relapse, was due to its hand-over to a provider.',
    ...common,
  })
  return {
    pageHandedOver: (channel, ms) => first.observe({ channel }, ms / S),
    laterPageHandedOver: (channel, ms) => later.observe({ channel }, ms / S),
  }
}

/** What the auditor of paging found; anything but zero is a page that would not have gone out. */
function createAuditMeters(registers: Registry[]): NonNullable<EngineWatch['pagingAudited']> {
  const findings = new Counter({
    name: 'tocsin_paging_audit_findings_total',
    help: 'Wakes and pages that an incident waited for and that were not there, or were overdue, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const length = new Gauge({
    name: 'tocsin_paging_audit_duration_seconds',
    help: 'How long the last audit of paging took that came to its end.',
    registers,
  })
  const runs = new Counter({
    name: 'tocsin_paging_audits_total',
    help: 'Audits of paging, by whether they came to their end in time.',
    labelNames: ['outcome'],
    registers,
  })
  return (found, isWhole, tookMs) => {
    for (const [kind, count] of Object.entries(found)) findings.inc({ kind }, count)
    runs.inc({ outcome: isWhole ? 'whole' : 'too_slow' })
    if (isWhole) length.set(tookMs / S)
  }
}

function createRead(registry: Registry): (readings: MeterReadings) => void {
  const registers = [registry]
  const databaseUp = new Gauge({ name: 'tocsin_database_up', help: 'Whether the database answers.', registers })
  const queues = new Gauge({
    name: 'tocsin_queue_depth',
    help: 'What waits: sends by class, signals to match, wakes that are due. Counted up to 10,000.',
    labelNames: ['queue'],
    registers,
  })
  const loops = new Gauge({
    name: 'tocsin_loop_age_seconds',
    help: 'Since a loop of the engine last came round.',
    labelNames: ['loop'],
    registers,
  })
  const skew = new Gauge({
    name: 'tocsin_node_clock_skew_seconds',
    help: 'How far the clocks of other nodes are ahead of this one.',
    labelNames: ['node'],
    registers,
  })
  const clients = new Gauge({ name: 'tocsin_live_clients', help: 'Clients that watch the live stream.', registers })
  return (readings) => {
    databaseUp.set(readings.queues ? 1 : 0)
    queues.reset()
    for (const { queue, count } of readings.queues ?? []) queues.set({ queue }, count)
    loops.reset()
    for (const { loop, ageMs } of readings.loops) loops.set({ loop }, ageMs / S)
    skew.reset()
    for (const { name, skewMs } of readings.nodes) skew.set({ node: name }, skewMs / S)
    clients.set(readings.liveClients)
  }
}
