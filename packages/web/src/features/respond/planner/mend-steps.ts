/** Proposed changes as hand-overs, and the way back. */
import type { HandOver, ProposedMend } from './planner.query.ts'

/** The shift that is taken, and what is given for it. */
export function handOversOf({
  from,
  to,
  takes,
  gives,
}: Pick<ProposedMend, 'from' | 'to' | 'takes' | 'gives'>): HandOver[] {
  return [{ from: from.id, to: to.id, ...takes }, ...(gives ? [{ from: to.id, to: from.id, ...gives }] : [])]
}

/** What takes all of them back. */
export function reverse(steps: readonly HandOver[]): HandOver[] {
  return steps.toReversed().map(({ from, to, ...span }) => ({ from: to, to: from, ...span }))
}

/** By how much of the first spread loads come closer together: 0 to 1. A spread is a sum of squares. */
export function gainOf({ before, after }: Pick<ProposedMend, 'before' | 'after'>, first: number): number {
  return first === 0 ? 0 : (Math.sqrt(before) - Math.sqrt(after)) / Math.sqrt(first)
}
