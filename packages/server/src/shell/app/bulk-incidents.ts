/**
 * One action on many incidents. Each is decided by itself, and the answer says of each what happened or why not: that one is over
 * already must not keep the others from being acknowledged. A few incidents share a transaction, so that hundreds neither pay for a
 * commit each nor hold their locks for long.
 */
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Status } from '@tocsin/core/kernel/scales.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { isOfAmount } from '../engine/failure-kind.ts'
import { transact } from '../engine/transact.ts'
import { answerThrown } from '../http/error-answer.ts'
import { messageOfCode } from '../http/message-of-code.ts'

const TOGETHER = 20

export interface BulkResult {
  id: string
  /** `unchanged`: there was nothing to do. `failed`: it was not decided, trying again may help. */
  outcome: 'done' | 'unchanged' | 'refused' | 'failed'
  /** A reason, or the code of the refusal. */
  because: string
  /** The refusal in a sentence. */
  message: string | null
  /** As it is now; null when it does not exist or was not reached. */
  status: Status | null
  /** Who had it before: what a reassignment can be taken back to. */
  former_owner: string | null
}

export async function actOnMany(
  deps: EngineDeps,
  ids: readonly string[],
  command: IncidentCommand,
  actor: Actor,
): Promise<BulkResult[]> {
  const unique = [...new Set(ids)] as IncidentId[]
  const results = new Map<string, BulkResult>()
  for (let start = 0; start < unique.length; start += TOGETHER) {
    const some = unique.slice(start, start + TOGETHER)
    for (const result of await actOnSome(deps, some, command, actor)) results.set(result.id, result)
  }
  return unique.flatMap((id) => results.get(id) ?? [])
}

/** What was committed before a failure stays, so a failure is the answer for those that it met and no end of the rest. */
async function actOnSome(
  deps: EngineDeps,
  ids: readonly IncidentId[],
  command: IncidentCommand,
  actor: Actor,
): Promise<BulkResult[]> {
  try {
    return await actTogether(deps, ids, command, actor)
  } catch (error) {
    if (ids.length > 1 && isOfAmount(error)) {
      const results: BulkResult[] = []
      for (const id of ids) results.push(...(await actOnSome(deps, [id], command, actor)))
      return results
    }
    deps.log.error({ incidents: ids, command: command.type, error: String(error) }, 'incidents could not be changed')
    const { code } = answerThrown(error, '')
    return ids.map((id) => ({ ...NOTHING_KNOWN, id, outcome: 'failed', because: code, message: messageOfCode(code) }))
  }
}

const NOTHING_KNOWN = { status: null, former_owner: null }

function actTogether(
  deps: EngineDeps,
  ids: readonly IncidentId[],
  command: IncidentCommand,
  actor: Actor,
): Promise<BulkResult[]> {
  return transact(deps, async (unit) => {
    await unit.load(ids)
    return ids.map((id): BulkResult => {
      const before = unit.state(id)
      if (!before) return refused(id, 'not_found', messageOfCode('not_found'))
      const outcome = unit.run(id, command, actor)
      if ('rejected' in outcome) {
        const { code, facts } = outcome.rejected
        return { ...refused(id, code, messageOfCode(code, facts)), status: before.status }
      }
      return {
        id,
        outcome: outcome.facts.length > 0 ? 'done' : 'unchanged',
        because: outcome.because,
        message: null,
        status: outcome.state.status,
        former_owner: before.response.owner ?? null,
      }
    })
  })
}

function refused(id: string, because: string, message: string): BulkResult {
  return { ...NOTHING_KNOWN, id, outcome: 'refused', because, message }
}
