/** What the store is given, with full defaults: a test names only what it is about. */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import { type IncidentCommand, type IncidentState, run } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, IncidentId, Instant, PageId, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { CHAIN_START, chainFacts } from '../../engine/fact-chain.ts'
import type { SendRow } from '../sends.ts'
import type { SilenceRow } from '../silence-row.ts'
import type {
  AcceptBatch,
  AcceptSignal,
  ChangeRow,
  Delivery,
  IncidentSave,
  PlacementRow,
  StoreTx,
  WakeRow,
} from '../store.ts'
import { type Store, StoreConflict } from '../store.ts'

export const SOURCE = 'monitor' as SourceId

/** A UUID that spells a name of at most 16 bytes; ids sort as their names do. */
export function idOf(name: string): string {
  const hex = Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The alert of a key. */
export function alertOf(key: string): AlertId {
  return idOf(key) as AlertId
}

export function aSignal(changes: Partial<Signal> = {}): Signal {
  return {
    key: 'disk',
    state: 'firing',
    title: 'Disk full',
    severity: 'high',
    labels: { host: 'db-1' },
    annotations: {},
    isTest: false,
    ...changes,
  }
}

/** A signal of the monitor at the start; its alert, when new, is `alertOf(key)`. */
export function anAcceptSignal(signal: Partial<Signal> = {}, changes: Partial<AcceptSignal> = {}): AcceptSignal {
  const whole = aSignal(signal)
  return {
    newId: alertOf(whole.key),
    source: SOURCE,
    signal: whole,
    repeats: 1,
    receivedAt: START,
    delivery: idOf('delivery'),
    ...changes,
  }
}

export function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: idOf('delivery'),
    source: SOURCE,
    door: 'json',
    receivedAt: START,
    mustKeep: false,
    contentType: 'application/json',
    encoding: 'utf8',
    body: '{"it":"is"}',
    bytes: 11,
    ...changes,
  }
}

export function aChange(changes: Partial<ChangeRow> = {}): ChangeRow {
  return {
    id: idOf('change'),
    source: SOURCE,
    at: START,
    summary: 'Deployed 1.2.3',
    links: [{ href: 'https://ci.example.com/1' }],
    details: { version: '1.2.3' },
    delivery: idOf('delivery'),
    ...changes,
  }
}

export function aBatch(changes: Partial<AcceptBatch> = {}): AcceptBatch {
  return { signals: [], deliveries: [], changes: [], beats: [], ...changes }
}

/** One signal at an instant, e.g. `'5m'` after the start, with a delivery of that name. */
export function oneSignal(time: string, signal: Partial<Signal> = {}): AcceptBatch {
  const accepted = anAcceptSignal(signal, { receivedAt: at(time), delivery: idOf(time) })
  return aBatch({ signals: [accepted], deliveries: [aDelivery({ id: idOf(time), receivedAt: at(time) })] })
}

export function aWake(key: string, changes: Partial<WakeRow> = {}): WakeRow {
  return { key, kind: 'SnoozeDue', subject: 'INC-2026-000001', due: START, body: { kind: 'SnoozeDue' }, ...changes }
}

type PageRow = SendRow & { message: PersonMessage }

/** A page through a channel. */
export function aSendBy(channel: string, key: string, changes: Partial<PageRow> = {}): PageRow {
  const send = aSend(key, changes)
  return { ...send, message: { ...send.message, target: { ...send.message.target, channel } } }
}

export function aSend(key: string, changes: Partial<PageRow> = {}): PageRow {
  const incident = 'INC-2026-000001' as IncidentId
  return {
    key,
    class: 'page',
    incident,
    due: START,
    requestedAt: START,
    message: {
      isFirstCall: true,
      kind: 'page',
      page: key as PageId,
      incident,
      user: 'ana' as UserId,
      target: { contact: 'mail' as never, channel: 'email', to: 'ana@example.com' },
      urgency: 'high',
      title: 'Disk full',
      priority: 'P2',
      services: ['The api'],
      because: 'rule_immediate',
      signalReceivedAt: START,
      requestedAt: START,
    },
    ...changes,
  }
}

export function aSilence(changes: Partial<SilenceRow> = {}): SilenceRow {
  return {
    id: idOf('quiet'),
    matchers: [{ name: 'host', value: 'db-1', isRegex: false, isEqual: true }],
    startsAt: START,
    endsAt: at('1h'),
    createdBy: 'Ana',
    comment: 'Moving house',
    annotations: {},
    updatedAt: START,
    ...changes,
  }
}

/** The placement of the alert of a key. */
export function aPlacement(key: string, changes: Partial<PlacementRow> = {}): PlacementRow {
  return { alert: alertOf(key), episode: 1, because: 'new_group', placedAt: START, ...changes }
}

export function incidentId(n: number): IncidentId {
  return `INC-2026-${String(n).padStart(6, '0')}` as IncidentId
}

/** A new incident as the engine would save it, facts and chain included. */
export function anIncident(n: number, changes: Partial<ReturnType<typeof anOpening>> = {}): IncidentSave {
  const id = incidentId(n)
  const command = anOpening({ id, groupKey: `group ${n}`, ...changes })
  return saveOf(id, null, CHAIN_START, command, changes.detectedAt ?? START)
}

/** The incident after one more command, to be saved on top of `before`. */
export function changed(before: IncidentSave, command: IncidentCommand, time: Instant): IncidentSave {
  return saveOf(before.state.id, before.state, before.lastHash, command, time)
}

function saveOf(
  id: IncidentId,
  before: IncidentState | null,
  lastHash: string,
  command: IncidentCommand,
  time: Instant,
): IncidentSave {
  const outcome = run(before, command, { at: time, actor: { kind: 'source', id: SOURCE }, directory: aDirectory() })
  if ('rejected' in outcome) throw new Error(`${command.type} was rejected: ${outcome.rejected.code}`)
  const facts = chainFacts(id, lastHash, outcome.facts)
  return {
    expectedVersion: before?.version ?? 0,
    state: outcome.state,
    facts,
    lastHash: present(facts.at(-1), 'a fact').hash,
    at: time,
  }
}

/** A transaction whose end the test decides. */
export interface OpenTransaction {
  tx: StoreTx
  commit(): Promise<void>
  rollback(): Promise<void>
}

export async function begin(store: Store): Promise<OpenTransaction> {
  const opened = Promise.withResolvers<StoreTx>()
  const ending = Promise.withResolvers<void>()
  const undone = new Error('undone on purpose')
  const done = store.transaction(async (tx) => {
    opened.resolve(tx)
    await ending.promise
  })
  done.catch(() => {})
  return {
    tx: await Promise.race([opened.promise, done.then(() => opened.promise)]),
    async commit() {
      ending.resolve()
      await done
    },
    async rollback() {
      ending.reject(undone)
      await done.catch((error) => {
        if (error !== undone && !(error instanceof StoreConflict)) throw error
      })
    },
  }
}
