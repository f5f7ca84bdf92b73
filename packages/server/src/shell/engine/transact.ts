import type { IncidentCommand, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { StoreConflict } from '../store/store.ts'
import type { EngineDeps } from './deps.ts'
import { UnitOfWork } from './unit-of-work.ts'

/** Of what nobody may guess in the link to a call. */
const BRIDGE_BYTES = 12

/**
 * Runs commands in one transaction: loads, decides, appends, projects, and writes wakes and sends with them. A lost race is
 * repeated from the start, a bounded number of times; then the conflict goes to the caller. After the commit whoever has to
 * act on it is nudged.
 */
export async function transact<T>(deps: EngineDeps, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { result, unit } = await deps.store.transaction(async (tx) => {
        const directory = await deps.directory.current(tx)
        const open = new UnitOfWork(tx, directory, deps.clock.now(), () => deps.ids.token(BRIDGE_BYTES))
        await open.loadTurns()
        const value = await work(open)
        await open.flush()
        return { result: value, unit: open }
      })
      tellOthers(deps, unit)
      return result
    } catch (error) {
      if (!(error instanceof StoreConflict) || attempt >= LIMITS.commandRetriesMax) throw error
      await deps.clock.sleep(attempt * attempt)
    }
  }
}

/** What was committed is committed: whoever cannot hear of it must not make it look as if it had failed. */
function tellOthers(deps: EngineDeps, unit: UnitOfWork): void {
  const { incidents, nudges } = unit.report()
  for (const loop of nudges) deps.nudge.nudge(loop)
  try {
    for (const [id, facts] of incidents) deps.watch.committed(id, facts)
  } catch (error) {
    deps.log.error({ error: String(error) }, 'what was committed could not be told')
  }
}

/** Runs one command on one incident in a transaction of its own. */
export function runCommand(
  deps: EngineDeps,
  incident: IncidentId,
  command: IncidentCommand,
  actor: Actor,
): Promise<Outcome> {
  return transact(deps, async (unit) => {
    await unit.load([incident])
    return unit.run(incident, command, actor)
  })
}
