import type { Participant } from '@tocsin/core/people/directory.ts'
import type { KindName } from '../config-kind.ts'
import type { CurrentConfiguration } from './current-configuration.ts'

type Rows = Pick<
  CurrentConfiguration,
  'schedules' | 'policies' | 'services' | 'sources' | 'rules' | 'maintenance' | 'monitors'
>

/** Who would be left without something if it went: `service payment-api`, … People are never deleted, so nobody lacks them. */
export function listUses(rows: Rows, kind: KindName, id: string): string[] {
  switch (kind) {
    case 'team':
      return [
        ...policiesThatPage(rows, 'team', id),
        ...schedulesWith(rows, { team: id }),
        ...named(
          'service',
          rows.services.filter((row) => row.team_id === id),
        ),
        ...named(
          'event rule',
          rows.rules.filter(({ actions }) => actions.team === id),
        ),
      ]
    case 'schedule':
      return [...policiesThatPage(rows, 'schedule', id), ...schedulesWith(rows, { schedule: id })]
    case 'policy':
      return named(
        'service',
        rows.services.filter((row) => row.policy_id === id),
      )
    case 'service':
      return [
        ...named(
          'source',
          rows.sources.filter((row) => row.service_id === id),
        ),
        ...named(
          'event rule',
          rows.rules.filter(({ actions }) => actions.service === id),
        ),
        ...named(
          'service',
          rows.services.filter((row) => row.depends_on.includes(id)),
        ),
        ...named(
          'maintenance window',
          rows.maintenance.filter((row) => row.services.includes(id)),
        ),
        ...named(
          'monitor',
          rows.monitors.filter((row) => row.service_id === id),
        ),
      ]
    case 'source':
      return named(
        'maintenance window',
        rows.maintenance.filter((row) => row.sources.includes(id)),
      )
    case 'data_source':
      return named(
        'monitor',
        rows.monitors.filter((row) => row.kind === 'metric' && row.settings.source === id),
      )
    default:
      return []
  }
}

function policiesThatPage({ policies }: Rows, kind: 'team' | 'schedule', id: string): string[] {
  const paging = policies.filter(({ steps }) =>
    steps.some(({ targets }) => targets.some((target) => target.kind === kind && target.id === id)),
  )
  return named('policy', paging)
}

/** Those of today and of edits that are yet to begin; what an earlier version named is history. */
function schedulesWith({ schedules }: Rows, wanted: { team: string } | { schedule: string }): string[] {
  const [[field, id] = []] = Object.entries(wanted)
  const names = (participant: Participant) =>
    typeof participant === 'object' && Object.entries(participant).some(([key, value]) => key === field && value === id)
  return named(
    'schedule',
    schedules.filter(({ layers }) => layers.some(({ turns }) => turns.flat().some(names))),
  )
}

function named(what: string, rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => `${what} ${id}`)
}
