import type { IncidentCommand, IncidentState, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { rejectStale } from '../http/expected-version.ts'
import type { EngineDeps } from './deps.ts'
import type { CarryOut } from './incident-action.ts'
import { transact } from './transact.ts'

/** As `runCommand`, but only on the version that whoever asks has seen; undefined: on whatever there is. */
export function runExpected(
  deps: EngineDeps,
  incident: IncidentId,
  command: IncidentCommand,
  { actor, version, carryOut }: { actor: Actor; version: number | undefined; carryOut?: CarryOut | undefined },
): Promise<Outcome> {
  const refuse = (state: IncidentState) => rejectStale(version, state.version)
  return transact(deps, async (unit) => {
    if (carryOut) return carryOut(unit, incident, command, { actor, refuse })
    await unit.load([incident])
    const state = unit.state(incident)
    const rejected = state ? refuse(state) : undefined
    return rejected ? { rejected } : unit.run(incident, command, actor)
  })
}
