/** How somebody wants to be paged beside their rules, as the file and the API write it. */
import type { PersonPaging } from '@tocsin/core/people/directory.ts'
import { type HoursInput, windowsOf } from './hours-field.ts'

export interface PagingChange {
  quiet_hours?: HoursInput | undefined
  /** Null: none. */
  low_digest_at?: string | null | undefined
  /** Null: as the organisation has it. */
  bundle_seconds?: number | null | undefined
}

/** What is left out stays as it was; null when nothing is said of anything. */
export function changedPaging(
  before: PersonPaging | null,
  { quiet_hours, low_digest_at, bundle_seconds }: PagingChange,
): PersonPaging | null {
  const quietHours = quiet_hours === undefined ? before?.quietHours : windowsOf(quiet_hours)
  const lowDigestAt = low_digest_at === undefined ? before?.lowDigestAt : low_digest_at
  const bundleSeconds = bundle_seconds === undefined ? before?.bundleSeconds : (bundle_seconds ?? undefined)
  const paging: PersonPaging = {
    ...(quietHours && quietHours.length > 0 && { quietHours }),
    ...(lowDigestAt && { lowDigestAt }),
    ...(bundleSeconds !== undefined && { bundleSeconds }),
  }
  return Object.keys(paging).length === 0 ? null : paging
}
