/**
 * Opsgenie's Alert API v2, answered from what is stored. A write is answered with 202 after the commit that holds it; what became
 * of it says the status of the request, at once for the alert itself, and when the incident has heard of it for the rest.
 */
import type { DoorReply, DoorRequest } from '@tocsin/adapters/in/door.ts'
import { heartbeat } from '@tocsin/adapters/in/heartbeat/read.ts'
import type { OpsgenieOperation } from '@tocsin/adapters/in/opsgenie/operation.ts'
import { findGenieKey, opsgenie } from '@tocsin/adapters/in/opsgenie/read.ts'
import { readOperation } from '@tocsin/adapters/in/opsgenie/read-operation.ts'
import {
  acceptedReply,
  busyFactsReply,
  okReply,
  type ReplyFacts,
  refusalReply,
  unknownKeyReply,
} from '@tocsin/adapters/in/opsgenie/reply.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { DatabaseFailure } from '../../shell/database/database-failure.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { StoreConflict } from '../../shell/store/store.ts'
import { type DoorDeps, takeIn } from '../door.ts'
import { COMMANDS_LOOP, changeAlert, createAlert, NO_ALERT, type WriteRequest } from './change-alert.ts'
import { insertCommands, insertRequest, lockAlert } from './opsgenie.queries.ts'
import { answerReading, type ReadingOperation } from './opsgenie-readings.ts'

export interface OpsgenieDeps {
  door: DoorDeps
  db: Kysely<Schema>
  publicUrl(): string
}

/** `path` of the request stands behind `/v2`. */
export type OpsgenieDoor = (request: DoorRequest) => Promise<DoorReply>

export function createOpsgenieDoor(deps: OpsgenieDeps): OpsgenieDoor {
  return async (request) => {
    const { engine, sources, isStorageFull, problems } = deps.door
    const requestId = engine.ids.next()
    const facts = (): ReplyFacts => ({ requestId, tookMs: engine.clock.now() - request.receivedAt })
    const key = findGenieKey(request)
    const source = key === undefined ? undefined : sources(opsgenie.system, key)
    if (!source) return unknownKeyReply(facts())
    const reading = readOperation(request)
    if ('refusal' in reading) {
      if (reading.refusal.status !== 404) problems(source.id, [sentenceOf(reading.refusal)])
      return refusalReply(facts(), reading.refusal)
    }
    const { operation } = reading
    if (isWrite(operation) && isStorageFull()) return busyFactsReply(facts())
    try {
      return await answer(deps, { source, request, requestId }, operation, facts)
    } catch (error) {
      if (!isPassing(error)) throw error
      engine.log.error({ error: String(error) }, 'a request of a client of Opsgenie could not be committed')
      return busyFactsReply(facts())
    }
  }
}

function sentenceOf({ message, errors }: { message: string; errors?: Record<string, string> }): string {
  const said = Object.entries(errors ?? {}).map(([field, problem]) => `${field}: ${problem}`)
  return said.length > 0 ? said.join(' ') : message
}

function isWrite({ kind }: OpsgenieOperation): boolean {
  return kind === 'create' || kind === 'change' || kind === 'command' || kind === 'ping'
}

/** The client has to try again: the database is away or busy, or others change the same alert at once. */
function isPassing(error: unknown): boolean {
  return error instanceof StoreConflict || error instanceof DatabaseFailure
}

async function answer(
  deps: OpsgenieDeps,
  write: WriteRequest,
  operation: OpsgenieOperation,
  facts: () => ReplyFacts,
): Promise<DoorReply> {
  const { engine } = deps.door
  switch (operation.kind) {
    case 'create':
      noteAccepted(deps, write.source, await createAlert(engine, write, operation.alert))
      return acceptedReply(facts())
    case 'change':
      noteAccepted(deps, write.source, await changeAlert(engine, write, operation))
      return acceptedReply(facts())
    case 'command':
      await keepCommand(engine, write, operation)
      return acceptedReply(facts())
    case 'ping':
      return ping(deps, write.request, operation.name, facts)
    case 'heartbeat':
    case 'heartbeats':
      return answerHeartbeats(deps, operation, facts)
    default:
      return answerReading(deps, write.source, operation satisfies ReadingOperation, {
        facts,
        at: write.request.receivedAt,
      })
  }
}

function noteAccepted({ door }: OpsgenieDeps, source: Source, signals: readonly Signal[]): void {
  if (signals.length > 0) door.accepted(source, signals)
}

/** Kept until the matcher has placed the alert; see carry-out.ts. */
function keepCommand(
  deps: EngineDeps,
  { source, requestId }: WriteRequest,
  { target, command, said }: Extract<OpsgenieOperation, { kind: 'command' }>,
): Promise<void> {
  return transact(deps, async (unit) => {
    const db = connectionOf(unit.tx)
    const alert = await lockAlert(db, source.id, target)
    const request = { id: requestId, source: source.id, action: command.type, at: unit.at }
    if (!alert) return insertRequest(db, { ...request, outcome: NO_ALERT })
    await insertRequest(db, { ...request, alert: alert.id, alias: alert.alias })
    await insertCommands(db, [{ id: deps.ids.next(), source: source.id, alert, request: requestId, command, said }])
    unit.nudgeAfterCommit(COMMANDS_LOOP)
  })
}

function findHeartbeat({ sources }: Directory, name: string): Source | undefined {
  const wanted = name.toLowerCase()
  for (const source of sources.values()) {
    const isNamed = source.id === name || source.name.toLowerCase() === wanted
    if (source.system === heartbeat.system && source.isActive && isNamed) return source
  }
  return undefined
}

function noHeartbeat(name: string, facts: () => ReplyFacts): DoorReply {
  const message = `No heartbeat is called [${name}]: add a source of the system heartbeat with this id or name in Tocsin.`
  return refusalReply(facts(), { status: 404, message })
}

async function ping(
  { door }: OpsgenieDeps,
  request: DoorRequest,
  name: string,
  facts: () => ReplyFacts,
): Promise<DoorReply> {
  const source = findHeartbeat(door.engine.directory.latest(), name)
  if (!source) return noHeartbeat(name, facts)
  const taken = await takeIn(door, heartbeat, source, request, heartbeat.read(request, { defaultSeverity: 'unknown' }))
  if (taken.status >= 500) return busyFactsReply(facts())
  return okReply(facts(), { result: 'PONG - Heartbeat received' }, 202)
}

async function answerHeartbeats(
  { door, db }: OpsgenieDeps,
  operation: Extract<OpsgenieOperation, { kind: 'heartbeat' | 'heartbeats' }>,
  facts: () => ReplyFacts,
): Promise<DoorReply> {
  const directory = door.engine.directory.latest()
  const rows = await db.selectFrom('heartbeats').selectAll().execute()
  const lastBeats = new Map(rows.map((row) => [row.source_id, row.last_beat_at]))
  const present = (source: Source) => presentHeartbeat(source, lastBeats.get(source.id), door.engine.clock.now())
  if (operation.kind === 'heartbeats') {
    const all = [...directory.sources.values()].filter((source) => source.system === heartbeat.system)
    return okReply(facts(), { data: { heartbeats: all.map(present) } })
  }
  const source = findHeartbeat(directory, operation.name)
  return source ? okReply(facts(), { data: present(source) }) : noHeartbeat(operation.name, facts)
}

function presentHeartbeat(source: Source, lastBeat: number | undefined, at: Instant): Record<string, unknown> {
  const everyMs = source.everyMs ?? 0
  const isExpired = lastBeat !== undefined && at > lastBeat + everyMs + (source.graceMs ?? 0)
  return {
    ...{ name: source.id, description: source.name, interval: Math.ceil(everyMs / MINUTE), intervalUnit: 'minutes' },
    ...{ enabled: source.isActive, expired: isExpired },
    ...(lastBeat !== undefined && { lastPingTime: formatInstant(lastBeat as Instant) }),
  }
}
