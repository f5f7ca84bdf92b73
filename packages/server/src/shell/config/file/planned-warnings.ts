/**
 * What is planned for the schedules of a file beside what it says of them. It begins all the same: a file holds one version of a schedule,
 * and others were planned by what it said before, so taking one out of the file is no word about it. That is told each time.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { listPlannedBeside } from '../../../people/schedule-configuration.ts'
import type { FieldProblem } from '../references.ts'
import { type CurrentConfiguration, referencesOf } from './current-configuration.ts'
import type { DesiredConfiguration } from './desired-configuration.ts'

/** `after`: the rows as they will be. Paths are those of the file. */
export function listPlannedWarnings(
  { schedules }: DesiredConfiguration,
  after: CurrentConfiguration,
  at: Instant,
): FieldProblem[] {
  const references = referencesOf(after)
  return schedules.flatMap((input, index) => {
    const row = after.schedules.find(({ id }) => id === input.id)
    if (!row) return []
    const { own, others } = listPlannedBeside(input, row, { references, at })
    const isWaiting = own !== undefined && input.effective_from === undefined
    return [
      ...others.map((begins) => otherPlanned(input.id, begins, own)),
      ...(isWaiting
        ? [
            `of ${input.id} are planned and begin at ${formatInstant(own)}, not at once. Write an effective_from that is past to have them at once.`,
          ]
        : []),
    ].map((problem) => ({ path: ['schedules', index, 'layers'], problem }))
  })
}

function otherPlanned(id: string, begins: Instant, own: Instant | undefined): string {
  const planned = `are not all that is planned: other layers of ${id} begin at ${formatInstant(begins)} all the same`
  if (own === undefined || begins > own)
    return `${planned}. Write later: replace beside these to take that back; what was planned is dropped then.`
  return `${planned}, until these begin at ${formatInstant(own)}. To take that back, apply the layers of today with later: replace first.`
}
