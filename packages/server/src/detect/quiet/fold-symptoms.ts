/**
 * Folding: incidents that opened shortly before the one of what their services need are its symptoms, and go on in it. A row asks for
 * it, written with the incident of the cause; each look folds one of them and asks again, because placements are locked before
 * incidents.
 */
import { calcDependants, listFoldable } from '@tocsin/core/detect/quiet/gathering.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { WakeHandler } from '../../shell/engine/wake-loop.ts'

/** Ends one incident in another; false when it could not be. Composed by whoever knows both steps. */
export type Fold = (unit: UnitOfWork, symptom: IncidentId, cause: IncidentId, actor: Actor) => Promise<boolean>

const ACTOR: Actor = { kind: 'system', part: 'matcher' }

/** Asks for the look, unless nothing needs what the incident is about. */
export function askForFold(unit: UnitOfWork, { id, record }: Pick<IncidentState, 'id' | 'record'>): void {
  const hasDependants = record.services.some((service) => calcDependants(service, unit.directory.services).length > 0)
  if (hasDependants) setFold(unit, id, { services: record.services })
}

/** The services with which it was opened. */
interface FoldBody {
  services: ServiceId[]
}

function setFold(unit: UnitOfWork, id: IncidentId, body: FoldBody): void {
  unit.setWake({ key: `${id}:fold`, kind: 'SymptomsDue', subject: id, due: unit.at, body })
}

export function createFoldHandler(fold: Fold): WakeHandler {
  return async (unit, wakes) => {
    // One at a time: a merge locks the placements of what it ends before both incidents.
    const [wake, ...later] = wakes
    if (!wake) return
    for (const { subject, body } of later) setFold(unit, subject as IncidentId, body as FoldBody)
    const cause = wake.subject as IncidentId
    const { services } = wake.body as FoldBody
    for (const symptom of await findSymptoms(unit, cause, services)) {
      if (!(await fold(unit, symptom, cause, ACTOR))) continue
      setFold(unit, cause, { services })
      return
    }
  }
}

async function findSymptoms(unit: UnitOfWork, id: IncidentId, services: readonly ServiceId[]): Promise<IncidentId[]> {
  const dependants = services.flatMap((service) => calcDependants(service, unit.directory.services))
  if (dependants.length === 0) return []
  const found = await unit.tx.findOpenIncidents({ services: [...services, ...dependants], sources: [] })
  const cause = found.find((each) => each.id === id)
  if (!cause) return []
  const opened = { ...cause, services: [...services] }
  return listFoldable({ cause: opened, candidates: found, directory: unit.directory }).map((each) => each.id)
}

export function hasDependencies({ services }: Pick<Directory, 'services'>): boolean {
  for (const { dependsOn } of services.values()) if (dependsOn && dependsOn.length > 0) return true
  return false
}
