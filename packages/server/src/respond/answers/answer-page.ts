/**
 * What people answer to a page without opening the console: a key on the telephone, a word in a text message, a button in a chat.
 * One way for all of them, so that each asks for the same permission, follows a merge, and says the same of what came of it.
 */
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { RejectionCode } from '@tocsin/core/kernel/codes.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { can, type Permission } from '@tocsin/core/people/permissions.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'

export type PageAnswer = 'acknowledge' | 'escalate' | 'resolve'

export interface GivenAnswer {
  incident: IncidentId
  person: UserId
  answer: PageAnswer
  via: 'chat' | 'phone'
}

export type AnswerOutcome =
  | {
      kind: 'done'
      incident: IncidentId
      answer: PageAnswer
      /** Others are still called: so many of so many who have to take it have. */
      needs?: { has: number; of: number }
      /** Somebody else had it before, and whoever answered works on it as well. */
      besides?: string
    }
  | { kind: 'had_already'; incident: IncidentId }
  | { kind: 'taken_by'; incident: IncidentId; name: string }
  | { kind: 'over'; incident: IncidentId }
  | { kind: 'refused'; incident: IncidentId; code: RejectionCode }
  | { kind: 'forbidden' }
  | { kind: 'unknown' }

const COMMANDS: Record<PageAnswer, (by: UserId) => IncidentCommand> = {
  acknowledge: (by) => ({ type: 'Acknowledge', by }),
  escalate: () => ({ type: 'EscalateNow' }),
  resolve: (by) => ({ type: 'Resolve', by, because: 'said_by_responder' }),
}

export function answerPage(engine: EngineDeps, { answer, ...given }: GivenAnswer): Promise<AnswerOutcome> {
  return commandAs(engine, given, COMMANDS[answer](given.person), 'incident.respond').then((outcome) =>
    'kind' in outcome ? outcome : readOutcome(outcome, given.person, answer),
  )
}

interface Commanded {
  incident: IncidentId
  isChanged: boolean
  acknowledgedBy: UserId | undefined
  acks: { by: UserId[]; stillNeeded: number } | undefined
  nameOf(id: UserId): string
}

/** Runs a command of a person who came by telephone or by chat, on the incident or on the one that it was merged into. */
export function commandAs(
  engine: EngineDeps,
  { incident, person, via }: Omit<GivenAnswer, 'answer'>,
  command: IncidentCommand,
  permission: Permission,
): Promise<Commanded | Exclude<AnswerOutcome, { kind: 'done' }>> {
  return transact(engine, async (unit) => {
    const user = unit.directory.users.get(person)
    const access = user && can({ kind: 'user', role: user.role, isActive: user.isActive }, permission)
    if (!access?.allowed) return { kind: 'forbidden' as const }
    const current = await findCurrent(unit, incident)
    if (current === undefined) return { kind: 'unknown' as const }
    const actor: Actor = { kind: 'user', id: person, via }
    const outcome = unit.run(current, command, actor)
    if ('rejected' in outcome) {
      const { code } = outcome.rejected
      const isOver = code === 'incident_already_resolved' || code === 'incident_final'
      return isOver
        ? { kind: 'over' as const, incident: current }
        : { kind: 'refused' as const, incident: current, code }
    }
    return {
      incident: current,
      isChanged: outcome.facts.length > 0,
      acknowledgedBy: outcome.state.response.acknowledgedBy,
      acks: outcome.state.response.acks,
      nameOf: (id) => unit.directory.users.get(id)?.name ?? id,
    }
  })
}

function readOutcome(
  { incident, isChanged, acknowledgedBy, acks, nameOf }: Commanded,
  person: UserId,
  answer: PageAnswer,
): AnswerOutcome {
  if (isChanged && answer === 'acknowledge') {
    const needs = acks && { has: acks.by.length, of: acks.by.length + acks.stillNeeded }
    const besides = acknowledgedBy === undefined || acknowledgedBy === person ? undefined : nameOf(acknowledgedBy)
    return { kind: 'done', incident, answer, ...(needs && { needs }), ...(besides !== undefined && { besides }) }
  }
  if (isChanged) return { kind: 'done', incident, answer }
  if (answer !== 'acknowledge') return { kind: 'over', incident }
  if (acknowledgedBy === undefined || acknowledgedBy === person) return { kind: 'had_already', incident }
  return { kind: 'taken_by', incident, name: nameOf(acknowledgedBy) }
}

/** Loaded; of one that was merged the one in which it goes on. */
async function findCurrent(unit: UnitOfWork, incident: IncidentId): Promise<IncidentId | undefined> {
  let current = incident
  for (let steps = 0; steps < LIMITS.mergeChainMax; steps++) {
    await unit.load([current])
    const state = unit.state(current)
    if (!state) return undefined
    if (!state.record.merged) return current
    current = state.record.merged.into
  }
  return undefined
}
