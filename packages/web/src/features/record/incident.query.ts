import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { IncidentType, Scope, Severity } from '@tocsin/core/kernel/scales.ts'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { IncidentFact } from '../../api/types.ts'

const factsPerPage = 200
/** A stream longer than this is cut in the console; the API has all of it. */
const factPagesMax = 50

export function incidentQuery(id: string) {
  return queryOptions({
    queryKey: keys.incident(id),
    queryFn: ({ signal }) => getJson(`/incidents/${encodeURIComponent(id)}`, { signal }),
  })
}

/** As it was known at an instant; the past never changes, so it is asked for once. */
export function incidentAtQuery(id: string, at: string) {
  return queryOptions({
    queryKey: keys.incidentAt(id, at),
    queryFn: ({ signal }) => getJson(`/incidents/${encodeURIComponent(id)}`, { query: { at }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Facts never change, so only those after the last known one are asked for. Oldest first. */
export function incidentFactsQuery(id: string) {
  return queryOptions({
    queryKey: keys.incidentFacts(id),
    queryFn: async ({ client, queryKey, signal }) => {
      const known = client.getQueryData<IncidentFact[]>(queryKey) ?? []
      const fresh = await listFactsAfter(id, known.at(-1)?.version, signal)
      return fresh.length === 0 ? known : [...known, ...fresh]
    },
  })
}

async function listFactsAfter(id: string, after: number | undefined, signal: AbortSignal): Promise<IncidentFact[]> {
  const facts: IncidentFact[] = []
  let last = after
  for (let pages = 0; pages < factPagesMax; pages++) {
    const query = { after: last, limit: factsPerPage }
    const page = await getJson(`/incidents/${encodeURIComponent(id)}/facts`, { query, signal })
    facts.push(...(page.items as IncidentFact[]))
    last = facts.at(-1)?.version
    if (page.next === null || page.items.length === 0) break
  }
  return facts
}

export interface DeclareForm {
  title: string
  description?: string
  services: string[]
  severity: Severity
  scope: Scope
  incident_type: IncidentType
}

export function useDeclare() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (form: DeclareForm) => sendJson('POST', '/incidents', form),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.incidents }),
  })
}
