/**
 * Says to incidents what clients of Opsgenie's asked of their alerts, once the matcher has placed these: a command to the incident
 * with the source as its actor, and what came of it where the client looks for it.
 *
 * Rows are locked in this order: commands, Opsgenie's alerts by id, incidents. A door holds the row of such an alert while it waits for
 * the alert of ours, and whoever looks at placements holds that while it waits for an incident: with the incident first, the three
 * could wait for each other in a circle.
 */
import { nameOfResponder } from '@tocsin/adapters/in/opsgenie/fields.ts'
import type { AlertCommand, Said } from '@tocsin/adapters/in/opsgenie/operation.ts'
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { CODES } from '@tocsin/core/kernel/codes.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Updateable } from 'kysely'
import { findUser } from '../../people/directory-names.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Round } from '../../shell/engine/loop.ts'
import { RoundCare } from '../../shell/engine/round-care.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import {
  type ClaimedCommand,
  claimCommands,
  deleteCommands,
  endRequest,
  hasCommands,
  insertEntries,
  lockAlertsById,
  updateAlert,
} from './opsgenie.queries.ts'
import { findPerson, peopleOfResponders } from './responders.ts'

const COMMANDS_PER_ROUND = { usual: 50, max: 400 }
/** The matcher takes a few milliseconds for an alert. */
const LOOK_AGAIN_MS = 20

export function createOpsgenieRound(deps: EngineDeps): () => Promise<Round> {
  const care = new RoundCare<ClaimedCommand>(COMMANDS_PER_ROUND, (command) => command.id)
  return async () => {
    let chosen: ClaimedCommand[] = []
    let isWaiting = false
    try {
      await transact(deps, async (unit) => {
        const db = connectionOf(unit.tx)
        chosen = care.choose(await claimCommands(db, care.claimMax), unit.at)
        isWaiting = chosen.length === 0 && (await hasCommands(db))
        await lockAlertsById(
          db,
          chosen.map((claimed) => claimed.opsgenie_alert_id),
        )
        await unit.load(chosen.flatMap(({ incident_id }) => (incident_id === null ? [] : [incident_id as IncidentId])))
        for (const claimed of chosen) await carryOut(deps, unit, claimed)
        await deleteCommands(
          db,
          chosen.map(({ id }) => id),
        )
      })
    } catch (error) {
      if (care.failed(chosen, error, deps.clock.now()) === 'wait') throw error
      deps.log.error({ command: chosen[0]?.id, error: String(error) }, 'what a client of Opsgenie asked for failed')
      return { isMore: true, dueAt: null }
    }
    care.succeeded(chosen)
    return { isMore: chosen.length > 0, dueAt: isWaiting ? deps.clock.now() + LOOK_AGAIN_MS : null }
  }
}

/** What came of it: what the client reads, and what changes of the alert's own row. */
interface Result {
  isSuccess: boolean
  status: string
  changes?: Updateable<Schema['opsgenie_alerts']>
}

async function carryOut(deps: EngineDeps, unit: UnitOfWork, claimed: ClaimedCommand): Promise<void> {
  const db = connectionOf(unit.tx)
  const command = claimed.command as AlertCommand
  const said = claimed.said as Said
  const result = say(unit, claimed, command, said)
  const about = { alert: claimed.opsgenie_alert_id, at: unit.at, owner: said.user ?? 'System' }
  const row = await updateAlert(db, about.alert, { ...result.changes, updated_at: formatInstant(unit.at) })
  // It may have been deleted meanwhile.
  if (row && claimed.request_id !== null) {
    const note = said.note ?? ''
    await insertEntries(db, [
      { ...about, id: deps.ids.next(), kind: 'log', text: result.status },
      ...(note === '' ? [] : [{ ...about, id: deps.ids.next(), kind: 'note' as const, text: note }]),
    ])
  }
  if (row && command.type === 'AddResponder' && claimed.request_id !== null) {
    const responders = storableJson([...(row.responders as object[]), command.responder])
    await updateAlert(db, about.alert, { responders })
  }
  if (claimed.request_id !== null) await endRequest(db, claimed.request_id, result, unit.at)
}

/** An alert that nobody is to hear of, e.g. a silenced one, has no incident: then what was said is kept with the alert. */
function say(unit: UnitOfWork, claimed: ClaimedCommand, command: AlertCommand, said: Said): Result {
  const actor: Actor = { kind: 'source', id: claimed.source_id as SourceId }
  const run = (wanted: IncidentCommand): string | undefined => {
    if (claimed.incident_id === null) return undefined
    const outcome = unit.run(claimed.incident_id as IncidentId, wanted, actor)
    return 'rejected' in outcome ? CODES[outcome.rejected.code].mend : undefined
  }
  const result = sayIt(unit, claimed, command, { said, run })
  if (said.note !== undefined && command.type !== 'ExecuteAction')
    run({ type: 'AddNote', text: said.user === undefined ? said.note : `${said.user}: ${said.note}` })
  return result
}

interface Asker {
  said: Said
  /** Why not, or undefined. */
  run(command: IncidentCommand): string | undefined
}

function sayIt(unit: UnitOfWork, claimed: ClaimedCommand, command: AlertCommand, { said, run }: Asker): Result {
  const { directory, at } = unit
  switch (command.type) {
    case 'Acknowledge': {
      const by = said.user === undefined ? undefined : findUser(directory, said.user)
      const problem = run({ type: 'Acknowledge', ...(by?.isActive && { by: by.id }) })
      const changes = { acknowledged: true, acknowledged_at: formatInstant(at), acknowledged_by: said.user ?? null }
      return resultOf('Acknowledged alert', problem, changes)
    }
    case 'UnAcknowledge': {
      const state = claimed.incident_id === null ? null : unit.state(claimed.incident_id as IncidentId)
      const isTaken = state?.status === 'acknowledged' || state?.status === 'mitigated'
      const problem = isTaken ? run({ type: 'EscalateNow', toStep: 0 }) : undefined
      const changes = { acknowledged: false, acknowledged_at: null, acknowledged_by: null }
      return resultOf('Unacknowledged alert', problem, changes)
    }
    case 'AddNote':
      return resultOf('Added note to alert', undefined)
    case 'Snooze': {
      const until = command.until as Instant
      const problem = run({ type: 'Snooze', until, ...(said.note !== undefined && { reason: said.note }) })
      return resultOf('Snoozed alert', problem, { snoozed_until: formatInstant(until) })
    }
    case 'Assign': {
      const name = nameOfResponder(command.owner)
      const user = findPerson(directory, command.owner)
      if (!user) return { isSuccess: false, status: `User [${name}] is not known here` }
      return resultOf(`Assigned alert to ${name}`, run({ type: 'Reassign', user }), { owner: name })
    }
    case 'Escalate':
      return resultOf('Escalated alert to the next step', run({ type: 'EscalateNow' }))
    case 'AddResponder': {
      const { people, unknown } = peopleOfResponders(directory, [command.responder], at)
      const problems = people.map((user) => run({ type: 'PageResponder', user }))
      const name = `${command.responder.type} ${nameOfResponder(command.responder)}`
      const isRecordedOnly = unknown.length > 0 || people.length === 0
      const status = isRecordedOnly ? `Recorded ${name}; nobody is paged for it here` : `Added responder ${name}`
      return resultOf(
        status,
        problems.find((problem) => problem !== undefined),
      )
    }
    case 'ExecuteAction': {
      const why = said.note === undefined ? '' : `: ${said.note}`
      run({ type: 'AddNote', text: `${said.user ?? 'A client'} asked for the action “${command.action}”${why}` })
      return { isSuccess: false, status: 'Tocsin has no actions of its own; the wish is noted on the incident' }
    }
  }
}

function resultOf(status: string, problem: string | undefined, changes: Result['changes'] = {}): Result {
  return problem === undefined ? { isSuccess: true, status, changes } : { isSuccess: false, status: problem }
}
