/** What a schedule says beside its layers, as it is edited: its team, who covers its gaps, and who learns. */
import type { Schedule } from '../../../../api/types.ts'
import type { ScheduleBody } from '../schedules.query.ts'
import { instantOf, localOf, newKey } from './draft-fields.ts'

type Care = Pick<Schedule, 'team' | 'when_empty' | 'shadows'>
type CareBody = Pick<ScheduleBody, 'team' | 'when_empty' | 'shadows'>

/** A trainee. The wall clocks are those of the schedule's zone; empty: without bound. */
export interface ShadowDraft {
  key: number
  person: string | null
  /** Null: whoever is on call. */
  of: string | null
  startsAt: string
  endsAt: string
  known?: NonNullable<Schedule['shadows']>[number]
}

export interface CareDraft {
  team: string | null
  /** As choices write it: `nobody`, `user 0193…`, `team payments`, `policy management`. Null: nothing is said. */
  whenEmpty: string | null
  shadows: ShadowDraft[]
}

export function newCare(): CareDraft {
  return { team: null, whenEmpty: null, shadows: [] }
}

export function newShadow(): ShadowDraft {
  return { key: newKey(), person: null, of: null, startsAt: '', endsAt: '' }
}

export function careDraftOf({ team, when_empty, shadows = [] }: Care, zone: string): CareDraft {
  return {
    team: team ?? null,
    whenEmpty: when_empty === undefined ? null : coverKey(when_empty),
    shadows: shadows.map((known) => ({
      ...{ key: newKey(), person: known.person, of: known.of ?? null, known },
      ...{ startsAt: localOf(known.starts_at, zone), endsAt: localOf(known.ends_at, zone) },
    })),
  }
}

function coverKey(cover: NonNullable<Care['when_empty']>): string {
  if (cover === 'nobody') return cover
  return Object.entries(cover)
    .map(([kind, id]) => `${kind} ${id}`)
    .join()
}

function coverOf(key: string): NonNullable<CareBody['when_empty']> {
  const at = key.indexOf(' ')
  const [kind, id] = [key.slice(0, at), key.slice(at + 1)]
  if (kind === 'user') return { user: id }
  if (kind === 'team') return { team: id }
  return kind === 'policy' ? { policy: id } : 'nobody'
}

/** A trainee who was not chosen yet is sent without a name: the server says at which field somebody is missing. */
export function careBodyOf({ team, whenEmpty, shadows }: CareDraft, zone: string): CareBody {
  return {
    ...(team !== null && { team }),
    ...(whenEmpty !== null && { when_empty: coverOf(whenEmpty) }),
    ...(shadows.length > 0 && {
      shadows: shadows.map(({ person, of, startsAt, endsAt, known }) => {
        const [from, to] = [instantOf(startsAt, zone, known?.starts_at), instantOf(endsAt, zone, known?.ends_at)]
        return {
          person: person ?? '',
          ...(of !== null && { of }),
          ...(from !== undefined && { starts_at: from }),
          ...(to !== undefined && { ends_at: to }),
        }
      }),
    }),
  }
}
