/** What a change does to the balance, quarter by quarter. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { mayAnyBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import { z } from 'zod'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { namesOf } from '../directory-names.ts'
import { calcLoads, type Window } from './duties.ts'

const QUARTERS_MAX = 4

export const balanceChangeSchema = z
  .array(
    z
      .object({
        quarter: z.string().describe('e.g. `2026-Q1`, by UTC.'),
        people: z.array(z.object({ user: namedSchema, before: z.number(), after: z.number() })),
      })
      .meta({ id: 'BalanceChange' }),
  )
  .describe(
    'Weighted hours on call of everybody concerned over all schedules, in each quarter that the window touches, whole ones: as things are, and with the edit.',
  )

/** The quarters that a window touches; of each what everybody in `users` is on call, now and then. */
export function calcBalanceChange(
  { before, next }: { before: Directory; next: Directory },
  users: ReadonlySet<UserId>,
  window: Window,
): z.output<typeof balanceChangeSchema> {
  const names = namesOf(next)
  return listQuarters(window).map(({ quarter, ...span }) => {
    const [was, is] = [before, next].map((directory) => calcLoads(directory, concerned(directory, users), span))
    const people = [...users].map((user) => ({
      user: names.user(user),
      before: round(was?.get(user)?.weighted ?? 0),
      after: round(is?.get(user)?.weighted ?? 0),
    }))
    return { quarter, people: people.sort((a, b) => b.after - a.after || (a.user.name < b.user.name ? -1 : 1)) }
  })
}

function concerned(directory: Directory, users: ReadonlySet<UserId>): Schedule[] {
  return [...directory.schedules.values()].filter((schedule) => mayAnyBeOnCall(directory, schedule, users))
}

function listQuarters({ from, to }: Window): (Window & { quarter: string })[] {
  const first = new Date(from)
  const start = first.getUTCFullYear() * 4 + Math.floor(first.getUTCMonth() / 3)
  const startOf = (index: number) => Date.UTC(Math.floor(index / 4), (index % 4) * 3, 1) as Instant
  return Array.from({ length: QUARTERS_MAX }, (_, offset) => start + offset)
    .filter((index) => startOf(index) < to)
    .map((index) => ({
      ...{ quarter: `${Math.floor(index / 4)}-Q${(index % 4) + 1}`, from: startOf(index), to: startOf(index + 1) },
    }))
}

function round(hours: number): number {
  return Math.round(hours * 100) / 100
}
