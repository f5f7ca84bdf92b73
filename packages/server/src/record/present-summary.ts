import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { DirectoryNames } from '../people/directory-names.ts'
import type { SummaryRow } from './incident.queries.ts'
import type { IncidentSummary } from './incident.schema.ts'

/** An incident as lists show it. The words of its row are the core's own: the fold wrote them. */
export function presentSummary(row: SummaryRow, names: DirectoryNames): IncidentSummary {
  const { services, owner_id, source_id, team_id, ...rest } = row
  return {
    ...(rest as Pick<IncidentSummary, Exclude<keyof typeof rest, symbol>>),
    services: services.map(names.service),
    owner: owner_id === null ? null : names.user(owner_id),
    source: source_id === null ? null : names.source(source_id),
    team: team_id === null ? teamOf(services, names) : names.team(team_id),
    snoozed_until: rest.snoozed_until as Instant | null,
  }
}

/** The owner of the first of its services that has one. */
function teamOf(services: readonly string[], names: DirectoryNames): IncidentSummary['team'] {
  for (const service of services) {
    const team = names.teamOfService(service)
    if (team) return team
  }
  return null
}
