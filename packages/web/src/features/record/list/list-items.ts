/** What stands under each other in the list: headings, rows, and places of rows that are not loaded yet. */
import type { IncidentGrouping } from '@tocsin/core/record/query/incident-views.ts'
import type { Incident } from '../../../api/types.ts'

export type ListItem =
  | { kind: 'heading'; key: string; group: string; count: number | undefined }
  | { kind: 'row'; key: string; incident: Incident; isGone: boolean; index: number }
  | { kind: 'place'; key: string }

/** The group of a row; it stays where it was first shown, so that a change does not carry a row away under the hand. */
export function groupOf(incident: Incident, grouping: IncidentGrouping): string {
  switch (grouping) {
    case 'priority':
      return incident.priority
    case 'service':
      return incident.services[0]?.id ?? ''
    case 'status':
      return stageOf(incident.status)
  }
}

/** As the server orders by the stage of the work. */
export function stageOf(status: Incident['status']): string {
  switch (status) {
    case 'open':
      return '0'
    case 'acknowledged':
    case 'mitigated':
      return '1'
    case 'verifying':
      return '2'
    case 'resolved':
      return '3'
    default:
      return '4'
  }
}

export interface ListContents {
  rows: readonly Incident[]
  gone: ReadonlySet<string>
  /** The group of each row, where there are groups. */
  groups: ReadonlyMap<string, string> | undefined
  /** How many each group has. */
  counts: ReadonlyMap<string, number>
  /** How many rows there are in all, loaded or not. */
  total: number
}

export function listItems({ rows, gone, groups, counts, total }: ListContents): ListItem[] {
  const items: ListItem[] = []
  let current: string | undefined
  for (const [index, incident] of rows.entries()) {
    const group = groups?.get(incident.id)
    if (group !== undefined && group !== current) {
      items.push({ kind: 'heading', key: `group ${group}`, group, count: counts.get(group) })
      current = group
    }
    items.push({ kind: 'row', key: incident.id, incident, isGone: gone.has(incident.id), index })
  }
  for (let place = rows.length; place < total; place++) items.push({ kind: 'place', key: `place ${place}` })
  return items
}
