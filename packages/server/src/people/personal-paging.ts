/** How somebody wants to be paged beside their rules, as the file and the API write it. */
import type { PersonPaging } from '@tocsin/core/people/directory.ts'
import { type HoursInput, windowsOf } from './hours-field.ts'

export interface PagingChange {
  quiet_hours?: HoursInput | undefined
}

/** What is left out stays as it was; null when nothing is said of anything. */
export function changedPaging(before: PersonPaging | null, { quiet_hours }: PagingChange): PersonPaging | null {
  const { quietHours: _, ...rest } = before ?? {}
  const quietHours = quiet_hours === undefined ? before?.quietHours : windowsOf(quiet_hours)
  const paging: PersonPaging = { ...rest, ...(quietHours && quietHours.length > 0 && { quietHours }) }
  return Object.keys(paging).length === 0 ? null : paging
}
