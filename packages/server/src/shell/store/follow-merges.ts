/** A group stays with its incident wherever that one was merged: from each of them to where it goes on now. */
import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'

/** An incident as the store has it, as much as joining asks of it. */
export interface HeadRow {
  id: string
  status: string
  recorded_at: number
  resolved_at: number | null
  merged_into: string | null
}

/** `find` is asked once for each length of way, however many groups there are; usually never. */
export async function followMerges(
  latest: ReadonlyMap<string, HeadRow>,
  find: (ids: readonly string[]) => Promise<HeadRow[]> | HeadRow[],
): Promise<Map<string, GroupIncident>> {
  const found = new Map([...latest].map(([key, row]) => [key, { row, isFollowed: false }]))
  for (let steps = 0; steps < LIMITS.mergeChainMax; steps++) {
    const merged = [...found].flatMap(([key, { row }]) => (row.merged_into ? [{ key, into: row.merged_into }] : []))
    if (merged.length === 0) break
    const targets = new Map((await find([...new Set(merged.map(({ into }) => into))])).map((row) => [row.id, row]))
    for (const { key, into } of merged) {
      const row = targets.get(into)
      // Gone with the years: then the group has nobody who goes on with it.
      if (row) found.set(key, { row, isFollowed: true })
      else found.delete(key)
    }
  }
  return new Map([...found].map(([key, { row, isFollowed }]) => [key, groupIncidentOf(row, isFollowed)]))
}

function groupIncidentOf(row: HeadRow, isFollowed: boolean): GroupIncident {
  return {
    id: row.id as IncidentId,
    status: row.status as GroupIncident['status'],
    recordedAt: row.recorded_at as Instant,
    ...(row.resolved_at !== null && { resolvedAt: row.resolved_at as Instant }),
    ...(isFollowed && { isFollowed }),
  }
}
