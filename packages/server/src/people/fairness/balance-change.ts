/** What a change does to the balance, quarter by quarter. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { Workload } from '@tocsin/core/respond/fairness/workload.ts'
import { mayAnyBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../../shell/database/schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { namesOf } from '../directory-names.ts'
import { calcLoads, loadLoads, type Window } from './duties.ts'

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
    'Weighted hours on call of everybody concerned over all schedules, in each quarter that the window touches, whole ones: what is past as it was, and the rest as things are and with the edit.',
  )

/** The quarters that a window touches; of each what everybody in `users` is on call, now and then; of the past what they really were. */
export async function loadBalanceChange(
  { db, at }: { db: Kysely<Schema>; at: Instant },
  { before, next }: { before: Directory; next: Directory },
  { users, window }: { users: ReadonlySet<UserId>; window: Window },
): Promise<z.output<typeof balanceChangeSchema>> {
  const names = namesOf(next)
  const quarters: z.output<typeof balanceChangeSchema> = []
  for (const { quarter, from, to } of listQuarters(window)) {
    const now = Math.min(Math.max(from, at), to) as Instant
    const past = await loadLoads({ db, directory: next, now: at }, undefined, { from, to: now })
    const [was, is] = [before, next].map((directory) =>
      calcLoads(directory, concerned(directory, users), { from: now, to }),
    )
    const sum = (user: UserId, ahead: ReadonlyMap<UserId, Workload> | undefined) =>
      round((past.get(user)?.weighted ?? 0) + (ahead?.get(user)?.weighted ?? 0))
    const people = [...users].map((user) => ({
      ...{ user: names.user(user), before: sum(user, was), after: sum(user, is) },
    }))
    quarters.push({
      quarter,
      people: people.sort((a, b) => b.after - a.after || (a.user.name < b.user.name ? -1 : 1)),
    })
  }
  return quarters
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
