/** What configuration refers to, and what is wrong with a reference. */
import type { ImportedShift } from '@tocsin/core/people/calendar.ts'
import { findNearest } from './nearest.ts'

/** One wrong field. `path` leads from the thing to the field; `problem` completes "<field> …". */
export interface FieldProblem {
  path: readonly (string | number)[]
  problem: string
}

export interface References {
  /** A person's id by id or by mail address in lower case. */
  userIds: ReadonlyMap<string, string>
  teams: ReadonlySet<string>
  schedules: ReadonlySet<string>
  policies: ReadonlySet<string>
  /** By the id of a policy, the policies that its steps go on with. */
  policiesWithin: ReadonlyMap<string, readonly string[]>
  vendors: ReadonlySet<string>
  services: ReadonlySet<string>
  /** Absent where nothing refers to sources. */
  sources?: ReadonlySet<string>
  eventRules: { ids: ReadonlySet<string>; lastPosition: number }
  dataSources: ReadonlySet<string>
  calendars: ReadonlyMap<string, KnownCalendar>
  /** By the id of a schedule, the schedules that stand in its layers for people. */
  schedulesWithin: ReadonlyMap<string, readonly string[]>
}

export interface KnownCalendar {
  use: 'holidays' | 'shifts'
  dates: readonly string[]
  shifts: readonly ImportedShift[]
  /** It is read at an address, which nobody has to give again. */
  hasAddress: boolean
}

export type Referred = Exclude<
  keyof References,
  'userIds' | 'eventRules' | 'sources' | 'schedulesWithin' | 'policiesWithin'
>

const WORDS: Record<Referred, string> = {
  teams: 'team',
  schedules: 'schedule',
  policies: 'policy',
  vendors: 'vendor',
  services: 'service',
  dataSources: 'data source',
  calendars: 'calendar',
}

export function findUserId(references: References, person: string): string | undefined {
  return references.userIds.get(person.includes('@') ? person.toLowerCase() : person)
}

/** No problem, or that nobody is called so. */
export function checkPerson(references: References, person: string, path: FieldProblem['path']): FieldProblem[] {
  if (findUserId(references, person) !== undefined) return []
  const addresses = [...references.userIds.keys()].filter((name) => name.includes('@'))
  return [{ path, problem: `there is no user "${person}".${hint(person, addresses)}` }]
}

export function checkReference(
  references: References,
  kind: Referred,
  id: string | undefined,
  path: FieldProblem['path'],
): FieldProblem[] {
  if (id === undefined || references[kind].has(id)) return []
  return [{ path, problem: `there is no ${WORDS[kind]} "${id}".${hint(id, references[kind].keys())}` }]
}

function hint(name: string, existing: Iterable<string>): string {
  const all = [...existing]
  const nearest = findNearest(name, all)
  if (nearest !== undefined) return ` Did you mean "${nearest}"?`
  if (all.length === 0) return ' There is none so far.'
  return all.length <= 8 ? ` There is ${all.map((each) => `"${each}"`).join(', ')}.` : ''
}
