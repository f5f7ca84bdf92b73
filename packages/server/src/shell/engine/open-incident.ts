import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import type { EngineDeps } from './deps.ts'
import { formatIncidentId } from './incident-number.ts'
import { transact } from './transact.ts'

export type OpenCommand = Extract<IncidentCommand, { type: 'OpenIncident' }>

/** Opens an incident that somebody asked for, under the next number of its year. `at` is the instant of the transaction. */
export function openIncident(
  deps: EngineDeps,
  actor: Actor,
  commandFor: (id: IncidentId, at: Instant) => OpenCommand,
): Promise<IncidentId> {
  return transact(deps, async (unit) => {
    const year = utcYear(unit.at)
    const id = formatIncidentId(year, await unit.tx.allocateIncidentNumbers(year, 1))
    const outcome = unit.run(id, commandFor(id, unit.at), actor)
    assert(!('rejected' in outcome), `a new incident ${id} is not refused`)
    return id
  })
}
