import { FACT_KINDS, type FactKind } from './fact-kinds.ts'

/** Which entries of a timeline are shown. No kinds are all. */
export interface TimelineFilter {
  kinds: readonly FactKind[]
  isNotesOnly: boolean
}

const notes = 'notes'

/** As it stands in the address: `notes`, or kinds with commas between them; absent for everything. */
export function formatTimelineFilter({ kinds, isNotesOnly }: TimelineFilter): string | undefined {
  if (isNotesOnly) return notes
  return kinds.length === 0 ? undefined : FACT_KINDS.filter((kind) => kinds.includes(kind)).join(',')
}

/** What is unknown is ignored. */
export function parseTimelineFilter(show: unknown): TimelineFilter {
  const words = typeof show === 'string' ? show.split(',') : []
  const isNotesOnly = words.includes(notes)
  return { kinds: isNotesOnly ? [] : FACT_KINDS.filter((kind) => words.includes(kind)), isNotesOnly }
}
