import type { IncidentCommand, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { rejectStale } from '../http/expected-version.ts'
import type { EngineDeps } from './deps.ts'
import { transact } from './transact.ts'

/** As `runCommand`, but only on the version that whoever asks has seen; undefined: on whatever there is. */
export function runExpected(
  deps: EngineDeps,
  incident: IncidentId,
  command: IncidentCommand,
  { actor, version }: { actor: Actor; version: number | undefined },
): Promise<Outcome> {
  return transact(deps, async (unit) => {
    await unit.load([incident])
    const state = unit.state(incident)
    const rejected = state ? rejectStale(version, state.version) : undefined
    return rejected ? { rejected } : unit.run(incident, command, actor)
  })
}
