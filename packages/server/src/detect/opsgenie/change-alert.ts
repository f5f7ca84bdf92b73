/**
 * What a request does to an alert of Opsgenie's, in one transaction: its row, the signal that the engine gets, its log, and what
 * became of the request. What concerns the incident waits in `opsgenie_commands` until the matcher has placed the alert.
 */

import type { DoorRequest } from '@tocsin/adapters/in/door.ts'
import type {
  AlertChange,
  AlertTarget,
  NewOpsgenieAlert,
  Said,
  WordsChange,
} from '@tocsin/adapters/in/opsgenie/operation.ts'
import { opsgenie } from '@tocsin/adapters/in/opsgenie/read.ts'
import { opsgenieSignal } from '@tocsin/adapters/in/opsgenie/signal.ts'
import type { Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Kysely, Updateable } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { headersToShow } from '../kept-headers.ts'
import { encodeBody } from '../stored-body.ts'
import {
  deleteAlert,
  findIncidentStatus,
  insertAlert,
  insertCommands,
  insertEntries,
  insertRequest,
  lockAlert,
  lockOpenAlert,
  type NewEntry,
  takeNumber,
  updateAlert,
} from './opsgenie.queries.ts'
import { findOpsgenieAlert } from './opsgenie-list.queries.ts'
import { type OpsgenieRow, wordsOfRow } from './opsgenie-row.ts'
import { serviceOfResponders } from './responders.ts'

export const COMMANDS_LOOP = 'opsgenie'

/** A request that writes, with the id under which it is asked for afterwards. */
export interface WriteRequest {
  source: Source
  request: DoorRequest
  requestId: string
}

/** Everything that a change needs within its transaction. */
interface Work extends WriteRequest {
  deps: EngineDeps
  unit: UnitOfWork
  db: Kysely<Schema>
  at: Instant
}

function within<T>(deps: EngineDeps, write: WriteRequest, work: (work: Work) => Promise<T>): Promise<T> {
  return transact(deps, (unit) => work({ ...write, deps, unit, db: connectionOf(unit.tx), at: unit.at }))
}

/** Returns what the engine was told, for meters. An open alert of the same alias is counted, and keeps its words. */
export function createAlert(deps: EngineDeps, write: WriteRequest, alert: NewOpsgenieAlert): Promise<Signal[]> {
  return within(deps, write, async (work) => {
    const { db, source, requestId } = work
    const open = alert.alias === undefined ? undefined : await lockOpenAlert(db, source.id, alert.alias)
    const told: Signal[] = []
    // Somebody resolved its incident while it was open: for its sender that closed it, and what comes now is a new alert.
    const isOver = open !== undefined && OVER.has((await findIncidentStatus(db, open.alert_id)) ?? '')
    if (open && isOver) told.push(await closeRow(work, open, 'Tocsin'))
    const row = open && !isOver ? await countAgain(work, open) : await openRow(work, alert)
    told.push(row.signal)
    const outcome = { isSuccess: true, status: 'Created alert' }
    await insertRequest(db, {
      ...{ id: requestId, source: source.id, action: 'Create', at: work.at, outcome },
      ...{ alert: row.row.id, alias: row.row.alias },
    })
    return told
  })
}

const OVER: ReadonlySet<string> = new Set(['resolved', 'closed', 'declined'])

interface Told {
  row: OpsgenieRow
  signal: Signal
}

async function countAgain(work: Work, open: OpsgenieRow): Promise<Told> {
  const { db, at } = work
  const row = present(
    await updateAlert(db, open.id, { count: open.count + 1, last_occurred_at: formatInstant(at) }),
    'an alert that is held',
  )
  return { row, signal: (await tell(work, row, 'firing')).signal }
}

async function openRow(work: Work, alert: NewOpsgenieAlert): Promise<Told> {
  const { db, deps, source, at, unit } = work
  const id = deps.ids.next()
  const words = { ...alert, alias: alert.alias ?? id }
  const service = serviceOfResponders(unit.directory, source, alert.responders)
  const { signal, alertId } = await accept(work, opsgenieSignal({ ...words, service }, 'firing', at, contextOf(work)))
  const now = formatInstant(at)
  const row = await insertAlert(db, {
    ...{ id, source_id: source.id, tiny_id: await takeNumber(db, source.id), alias: words.alias, alert_id: alertId },
    ...{ message: alert.message, description: alert.description ?? null, status: 'open', priority: alert.priority },
    ...{ tags: alert.tags, details: storableJson(alert.details), entity: alert.entity ?? null },
    ...{ source: alert.source ?? null, username: alert.user ?? null, actions: alert.actions },
    ...{ responders: storableJson(alert.responders), acknowledged: false, count: 1 },
    ...{ created_at: now, updated_at: now, last_occurred_at: now },
  })
  await insertEntries(db, entriesOf(work, row.id, 'Alert created via API', alert))
  const { user, source: from, note } = alert
  const said: Said = { ...(user !== undefined && { user }), ...(from !== undefined && { source: from }) }
  const commands = [
    ...(note === undefined ? [] : [{ command: { type: 'AddNote' }, said: { ...said, note } }]),
    ...alert.responders
      .filter((responder) => responder.type !== 'team')
      .map((responder) => ({ command: { type: 'AddResponder', responder }, said })),
  ]
  await insertCommands(
    db,
    commands.map((each) => ({ ...each, id: deps.ids.next(), source: source.id, alert: row })),
  )
  if (commands.length > 0) unit.nudgeAfterCommit(COMMANDS_LOOP)
  return { row, signal }
}

const DONE: Readonly<Record<AlertChange['type'], string>> = {
  Close: 'Closed alert',
  Delete: 'Deleted alert',
  AddTags: 'Added tags to alert',
  RemoveTags: 'Removed tags from alert',
  AddDetails: 'Added details to alert',
  RemoveDetails: 'Removed details from alert',
  UpdateMessage: 'Updated message of alert',
  UpdateDescription: 'Updated description of alert',
  UpdatePriority: 'Updated priority of alert',
}

export const NO_ALERT = { isSuccess: false, status: 'Alert does not exist' }

/** Carries out a change of an alert, or keeps why not for whoever asks what became of the request. */
export function changeAlert(
  deps: EngineDeps,
  write: WriteRequest,
  { target, change, said }: { target: AlertTarget; change: AlertChange; said: Said },
): Promise<Signal[]> {
  return within(deps, write, async (work) => {
    const { db, source, requestId, at } = work
    const row = await lockAlert(db, source.id, target)
    const request = { id: requestId, source: source.id, action: change.type, at }
    if (!row) {
      await insertRequest(db, { ...request, outcome: NO_ALERT })
      return []
    }
    const about = { ...request, alert: row.id, alias: row.alias }
    if (change.type === 'Close' && row.status === 'closed') {
      await insertRequest(db, { ...about, outcome: { isSuccess: false, status: 'Alert is already closed' } })
      return []
    }
    const told = await apply(work, row, change, said)
    await insertRequest(db, { ...about, outcome: { isSuccess: true, status: DONE[change.type] } })
    return told
  })
}

async function apply(work: Work, row: OpsgenieRow, change: AlertChange, said: Said): Promise<Signal[]> {
  const { db, deps, source, unit, at } = work
  if (change.type !== 'Delete') await insertEntries(db, entriesOf(work, row.id, DONE[change.type], said))
  if (said.note !== undefined) {
    const command = { id: deps.ids.next(), source: source.id, alert: row, command: { type: 'AddNote' }, said }
    await insertCommands(db, [command])
    unit.nudgeAfterCommit(COMMANDS_LOOP)
  }
  if (change.type === 'Close') return [await closeRow(work, row, said.user ?? said.source ?? 'API')]
  if (change.type === 'Delete') {
    // What was found out about it stays with its incident.
    const told = row.status === 'open' ? [await closeRow(work, row, said.user ?? said.source ?? 'API')] : []
    await deleteAlert(db, row.id)
    return told
  }
  const changed = present(
    await updateAlert(db, row.id, { ...changesOf(row, change), updated_at: formatInstant(at) }),
    'an alert that is held',
  )
  return changed.status === 'open' ? [(await tell(work, changed, 'firing')).signal] : []
}

function changesOf(row: OpsgenieRow, change: WordsChange): Updateable<Schema['opsgenie_alerts']> {
  switch (change.type) {
    case 'AddTags':
      return { tags: [...new Set([...row.tags, ...change.tags])] }
    case 'RemoveTags':
      return { tags: row.tags.filter((tag) => !change.tags.includes(tag)) }
    case 'AddDetails':
      return { details: storableJson({ ...row.details, ...change.details }) }
    case 'RemoveDetails':
      return {
        details: storableJson(
          Object.fromEntries(Object.entries(row.details).filter(([key]) => !change.keys.includes(key))),
        ),
      }
    case 'UpdateMessage':
      return { message: change.message }
    case 'UpdateDescription':
      return { description: change.description }
    case 'UpdatePriority':
      return { priority: change.priority }
  }
}

/** What the incident knew of it last is kept with the alert, which has no incident from now on. */
async function closeRow(work: Work, row: OpsgenieRow, by: string): Promise<Signal> {
  const { db, at } = work
  const seen = await findOpsgenieAlert(db, row.id)
  const now = formatInstant(at)
  await updateAlert(db, row.id, {
    ...{ status: 'closed', closed_at: now, closed_by: by, updated_at: now },
    ...(seen && { acknowledged: seen.acknowledged, acknowledged_by: seen.acknowledged_by, owner: seen.owner }),
    snoozed_until: null,
  })
  return (await tell(work, row, 'resolved')).signal
}

function tell(work: Work, row: OpsgenieRow, state: SignalState) {
  const service = serviceOfResponders(work.unit.directory, work.source, wordsOfRow(row).responders)
  return accept(work, opsgenieSignal({ ...wordsOfRow(row), service }, state, work.at, contextOf(work)))
}

function contextOf({ source, at }: Work) {
  return { defaultSeverity: source.defaultSeverity, receivedAt: at }
}

async function accept(work: Work, signal: Signal): Promise<{ signal: Signal; alertId: AlertId }> {
  const { deps, unit, source, request, at } = work
  const newId = deps.ids.next() as AlertId
  const delivery = {
    ...{ id: deps.ids.next(), source: source.id, door: opsgenie.system, receivedAt: at, mustKeep: false },
    ...{ contentType: request.headers['content-type'] ?? '', ...encodeBody(request.body) },
    bytes: request.body.byteLength,
    headers: headersToShow(request.headers),
  }
  const [accepted] = await unit.tx.accept({
    signals: [{ newId, source: source.id, signal, repeats: 1, receivedAt: at, delivery: delivery.id }],
    deliveries: [delivery],
    ...{ changes: [], beats: [] },
  })
  unit.nudgeAfterCommit('match')
  return { signal, alertId: accepted?.alert ?? newId }
}

function entriesOf(work: Pick<Work, 'deps' | 'at'>, alert: string, text: string, said: Said): NewEntry[] {
  const owner = said.user ?? 'System'
  const about = { alert, at: work.at, owner }
  const via = said.source === undefined ? '' : ` [${said.source}]`
  const log: NewEntry = { ...about, id: work.deps.ids.next(), kind: 'log', text: `${text}${via}` }
  if (said.note === undefined) return [log]
  return [log, { ...about, id: work.deps.ids.next(), kind: 'note', text: said.note }]
}
