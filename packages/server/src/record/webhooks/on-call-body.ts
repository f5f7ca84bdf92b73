/** The JSON that receivers get who follow who is on call. It is public: fields are added, never changed. Described in docs/schedules.md. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { namesOf } from '../../people/directory-names.ts'
import type { StoredOnCallFact } from '../../people/on-call/on-call-record.queries.ts'

export const ON_CALL_CHANGED = 'on_call.changed'
export const ON_CALL_TEST = 'on_call.test'

export function formatOnCall(fact: StoredOnCallFact, directory: Directory): string {
  return JSON.stringify({
    event: ON_CALL_CHANGED,
    schedule: { id: fact.schedule, name: fact.scheduleName },
    since: formatInstant(fact.at),
    because: fact.cause,
    people: fact.people.map(({ user, name }) => ({ id: user, name, email: directory.users.get(user)?.email ?? null })),
  })
}

/** With those who are on call now: a receiver that does not look at `event` does nothing wrong. */
export function formatOnCallTest(schedule: Schedule, directory: Directory, at: Instant): string {
  const names = namesOf(directory)
  return JSON.stringify({
    event: ON_CALL_TEST,
    schedule: { id: schedule.id, name: schedule.name },
    since: formatInstant(at),
    because: 'test',
    people: calcOnCall(directory, schedule, at).people.map(({ user }) => ({
      ...names.user(user),
      email: directory.users.get(user)?.email ?? null,
    })),
  })
}
