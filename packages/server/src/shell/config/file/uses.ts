import type { Participant, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import type { KindName } from '../config-kind.ts'
import type { CurrentConfiguration } from './current-configuration.ts'

type Rows = Pick<
  CurrentConfiguration,
  | 'schedules'
  | 'policies'
  | 'services'
  | 'sources'
  | 'rules'
  | 'maintenance'
  | 'monitors'
  | 'webhooks'
  | 'onCallWebhooks'
>

/** Who would be left without something if it went: `service payment-api`, … People are never deleted, so nobody lacks them. */
export function listUses(rows: Rows, kind: KindName, id: string): string[] {
  switch (kind) {
    case 'team':
      return [
        ...policiesThatPage(rows, 'team', id),
        ...schedulesWith(rows, { team: id }),
        ...schedulesOf(rows, 'team', id),
        ...named(
          'service',
          rows.services.filter((row) => row.team_id === id),
        ),
        ...named(
          'event rule',
          rows.rules.filter(({ actions }) => actions.team === id),
        ),
        ...named(
          'webhook',
          rows.webhooks.filter((row) => row.teams.includes(id)),
        ),
      ]
    case 'schedule':
      return [
        ...policiesThatPage(rows, 'schedule', id),
        ...schedulesWith(rows, { schedule: id }),
        ...named(
          'on-call webhook',
          rows.onCallWebhooks.filter((row) => row.schedules.includes(id)),
        ),
      ]
    case 'calendar':
      return schedulesByCalendar(rows, id)
    case 'policy':
      return [
        ...named(
          'service',
          rows.services.filter((row) => row.policy_id === id),
        ),
        ...schedulesOf(rows, 'policy', id),
      ]
    case 'service':
      return thatNeed(rows, id)
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

/** Of a service. */
function thatNeed(rows: Rows, id: string): string[] {
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
      'policy',
      rows.policies.filter(({ steps }) =>
        steps.some(({ only }) => only?.some(({ services }) => (services as string[] | undefined)?.includes(id))),
      ),
    ),
    ...named(
      'monitor',
      rows.monitors.filter((row) => row.service_id === id),
    ),
    ...named(
      'webhook',
      rows.webhooks.filter((row) => row.services.includes(id)),
    ),
  ]
}

function policiesThatPage({ policies }: Rows, kind: 'team' | 'schedule' | 'policy' | 'vendor', id: string): string[] {
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

/** Those that belong to a team, or that page it, or by a policy, while nobody is on call. */
function schedulesOf({ schedules }: Rows, kind: 'team' | 'policy', id: string): string[] {
  return named(
    'schedule',
    schedules.filter(
      ({ team_id, when_empty: cover }) =>
        (kind === 'team' && team_id === id) || (cover?.kind === kind && cover.id === id),
    ),
  )
}

/** Those of the past too: without its days nobody could say any more who was on call. */
function schedulesByCalendar({ schedules }: Rows, id: string): string[] {
  const names = ({ holidays, importedFrom }: ScheduleLayer) =>
    importedFrom === id || (holidays?.calendars as string[] | undefined)?.includes(id) === true
  return named(
    'schedule',
    schedules.filter(({ layers, earlier }) => [layers, ...earlier.map((each) => each.layers)].flat().some(names)),
  )
}

function named(what: string, rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => `${what} ${id}`)
}
