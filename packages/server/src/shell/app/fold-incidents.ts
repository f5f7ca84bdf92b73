import { mergeIncidents } from '../../close/merge-incidents.ts'
import type { Fold } from '../../detect/quiet/fold-symptoms.ts'

/** Takes a symptom into the incident of its cause, unless somebody has taken it meanwhile. */
export const foldIncident: Fold = async (unit, symptom, cause, actor) => {
  const ask = { into: cause, because: 'symptom_of_dependency' as const }
  const outcome = await mergeIncidents(unit, symptom, ask, {
    actor,
    refuse: ({ id, status }) =>
      status === 'open' ? undefined : { code: 'incident_acknowledged_by_other', facts: { id } },
  })
  return !('rejected' in outcome)
}
