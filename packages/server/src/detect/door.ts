/** A door without its HTTP server: finds the source of a key, lets the adapter read, commits, and only then replies. */
import { hash } from 'node:crypto'
import type { DoorReading, DoorReply, DoorRequest, InAdapter } from '@tocsin/adapters/in/door.ts'
import { nameOfAdapter } from '@tocsin/adapters/in/registry.ts'
import type { StreamTally } from '@tocsin/adapters/stream/tally.ts'
import { withLayer } from '@tocsin/core/detect/layer-label.ts'
import { serviceOf } from '@tocsin/core/detect/service-of.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Delivery } from '../shell/store/store.ts'
import { type AdmissionDeps, admit } from './admission.ts'
import { type DeadLetters, isUnread } from './dead-letters.ts'
import { type Intake, NotCommitted } from './intake.ts'
import { headersToShow } from './kept-headers.ts'
import { type ReplyTaker, takeReply } from './mail-replies.ts'
import type { Listener, TurnedAway } from './open-connections.ts'
import { readRequest } from './read-request.ts'
import { encodeBody } from './stored-body.ts'
import type { EventCounter } from './stream/count-events.ts'
import { calcBeatLook, HEARTBEAT_KEY } from './wakes.ts'

export interface DoorDeps extends AdmissionDeps {
  engine: EngineDeps
  intake: Intake
  /** Counts events for rules over streams; absent where no source has any. */
  counter?: EventCounter
  sources: SourceFinder
  /** Whether the disk is so full that accepting more would be a promise that we cannot keep. */
  isStorageFull(): boolean
  problems(source: SourceId, problems: string[]): void
  /** More came than is taken as it comes; for the people of the source. */
  overrun?(source: SourceId, kind: 'size' | 'rate'): void
  /** Where requests go that cannot be read. */
  deadLetters: DeadLetters
  /** Takes what people answer to pages by mail; absent where no mail comes in. */
  replies?: ReplyTaker | undefined
  /** Told of connections that a listener turned away; for meters. */
  turnedAway?(listener: Listener, why: TurnedAway): void
  /** Told after the commit; for meters. */
  accepted(source: Source, signals: readonly Signal[]): void
}

/** Finds the source that a key belongs to, in memory: doors never ask the database who is there. */
export type SourceFinder = (system: string, key: string) => Source | undefined

/** A key that was replaced, and works until then. */
export interface FormerKey {
  source: SourceId
  endsAt: Instant
}

export interface KeyRing {
  current(): ReadonlyMap<string, SourceId>
  former(): ReadonlyMap<string, FormerKey>
  /** Told when somebody comes with a former key. */
  formerUsed(source: SourceId): void
}

/**
 * Keys are looked up by their SHA-256: neither the map nor the time of a look-up says anything about a key that is almost
 * right.
 */
export function createSourceFinder(keys: KeyRing, deps: EngineDeps): SourceFinder {
  return (system, key) => {
    const keyHash = hashKey(key)
    const current = keys.current().get(keyHash)
    const former = current === undefined ? keys.former().get(keyHash) : undefined
    const id = current ?? (former && deps.clock.now() < former.endsAt ? former.source : undefined)
    const source = id && deps.directory.latest().sources.get(id)
    if (!source?.isActive || source.system !== system) return undefined
    if (former) keys.formerUsed(source.id)
    return source
  }
}

/** What is kept of a key to recognise it: SHA-256 in hexadecimal. Keys are long and random, so that no salt is needed. */
export function hashKey(key: string): string {
  return hash('sha256', key)
}

export async function passDoor(
  deps: DoorDeps,
  adapter: InAdapter,
  source: Source,
  request: DoorRequest,
): Promise<DoorReply> {
  if (request.body.byteLength > adapter.bodyBytesMax) {
    refuseSize(deps, source, adapter.bodyBytesMax)
    return adapter.tooLarge()
  }
  const admission = await admit(deps, adapter, source, request)
  if ('reply' in admission) {
    deps.problems(source.id, [admission.problem])
    return admission.reply
  }
  const answered = await takeReply(deps, adapter, request)
  if (answered) return answered
  const reading = await readRequest(adapter, request, admission.context)
  if (reading.problems.length > 0) deps.problems(source.id, reading.problems)
  const confirmed = reading.confirm && (await deps.outside.fetch(reading.confirm))
  if (confirmed && 'problem' in confirmed) {
    deps.problems(source.id, [confirmed.problem])
    return adapter.busy()
  }
  if (isUnread(reading, request)) return keepUnread(deps, adapter, source, request, reading)
  return takeIn(deps, adapter, source, request, reading)
}

/** For the page of the source and its people: whoever sends it hears of it by the answer. */
export function refuseSize({ problems, overrun }: DoorDeps, { id }: Source, bytesMax: number): void {
  problems(id, [`the body is larger than ${bytesMax} bytes; nothing of it was taken`])
  overrun?.(id, 'size')
}

function turnAway({ overrun }: DoorDeps, adapter: InAdapter, { id }: Source): DoorReply {
  overrun?.(id, 'rate')
  return adapter.busy()
}

/** A sender is refused only once its request is kept: it will not send it again. */
async function keepUnread(
  deps: DoorDeps,
  adapter: InAdapter,
  source: Source,
  request: DoorRequest,
  { reply, problems }: DoorReading,
): Promise<DoorReply> {
  const door = nameOfAdapter(adapter)
  if (deps.isStorageFull() || door === undefined) return adapter.busy()
  try {
    await deps.deadLetters.keep(source.id, door, request, problems.join('; '))
    return reply
  } catch (error) {
    deps.engine.log.error({ error: String(error) }, 'a request that could not be read could not be kept either')
    return adapter.busy()
  }
}

/** Commits what was read, and gives the reply that its sender gets. */
export async function takeIn(
  deps: DoorDeps,
  adapter: InAdapter,
  source: Source,
  request: DoorRequest,
  reading: DoorReading,
): Promise<DoorReply> {
  if (reading.tally) return countIn(deps, adapter, source, reading.tally, reading.reply)
  if (reading.signals.length === 0 && reading.changes.length === 0 && !reading.beat) return reading.reply
  if (deps.isStorageFull()) return adapter.busy()
  try {
    const accepted = deps.intake.accept(arrivalOf(deps, source, request, reading, adapter.system))
    if (!accepted) return turnAway(deps, adapter, source)
    await accepted
    deps.accepted(source, reading.signals)
    return reading.reply
  } catch (error) {
    if (!(error instanceof NotCommitted)) throw error
    return adapter.busy()
  }
}

/** Counts what the rules of the source met in a stream, and gives the reply after the commit. */
async function countIn(
  deps: DoorDeps,
  adapter: InAdapter,
  source: Source,
  tally: StreamTally,
  reply: DoorReply,
): Promise<DoorReply> {
  if (deps.isStorageFull()) return adapter.busy()
  try {
    const counted = deps.counter?.count(source, tally)
    if (!counted) return turnAway(deps, adapter, source)
    await counted
    deps.accepted(source, [])
    return reply
  } catch (error) {
    deps.engine.log.error({ error: String(error) }, 'events could not be counted')
    return adapter.busy()
  }
}

function arrivalOf(deps: DoorDeps, source: Source, request: DoorRequest, reading: DoorReading, door: string) {
  const delivery = deliveryOf(deps, source, request, reading, door)
  const beat = reading.beat
    ? { nextBeatDue: calcBeatLook(source, request.receivedAt), signals: [aliveSignal(request)] }
    : { signals: withLayer(reading.signals, source) }
  return {
    source: source.id,
    ...beat,
    changes: reading.changes.map((change) => ({
      id: deps.engine.ids.next(),
      source: source.id,
      at: change.at ?? request.receivedAt,
      summary: change.summary,
      links: change.links,
      details: change.details ?? null,
      delivery: delivery.id,
      ...(change.source !== undefined && { origin: change.source }),
      ...serviceOfChange(deps, source, change.service),
    })),
    delivery,
  }
}

/** As for alerts: the source's own service, else the one that the sender names. */
function serviceOfChange(deps: DoorDeps, source: Source, named: string | undefined): { service?: ServiceId } {
  const service = serviceOf(named === undefined ? {} : { service: named }, source, deps.engine.directory.latest())
  return service === undefined ? {} : { service }
}

/** A beat is also the recovery of the alert that its absence would have raised. */
function aliveSignal(request: DoorRequest) {
  return {
    key: HEARTBEAT_KEY,
    state: 'resolved' as const,
    title: 'Heartbeat',
    severity: 'info' as const,
    labels: {},
    annotations: {},
    endedAt: request.receivedAt,
    isTest: false,
  }
}

function deliveryOf(
  deps: DoorDeps,
  source: Source,
  request: DoorRequest,
  reading: DoorReading,
  door: string,
): Delivery {
  return {
    id: deps.engine.ids.next(),
    source: source.id,
    door,
    receivedAt: request.receivedAt,
    mustKeep: reading.changes.length > 0 || reading.problems.length > 0,
    contentType: request.headers['content-type'] ?? '',
    ...encodeBody(request.body),
    bytes: request.body.byteLength,
    headers: headersToShow(request.headers),
  }
}
