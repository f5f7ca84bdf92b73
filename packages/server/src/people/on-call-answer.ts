import type { Directory } from '@tocsin/core/people/directory.ts'
import type { OnCallPerson } from '@tocsin/core/respond/layer.ts'
import type { RecordedShift } from '@tocsin/core/respond/on-call-record.ts'
import { z } from 'zod'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { namesOf } from './directory-names.ts'

export const onCallPersonSchema = z
  .object({
    user: namedSchema,
    layer: z
      .int()
      .describe('Counted from 0, the lowest; -1 when an override or a temporary schedule put the person there.'),
    layer_name: z.string().optional(),
    override: z.string().optional().describe('The override that put the person there.'),
    temporary: z.string().optional().describe('The temporary schedule that put the person there.'),
    team: z.string().optional().describe('The team whose turn it is, and of which the person is a member.'),
    schedule: z.string().optional().describe('The other schedule whose turn it is, and which has the person on call.'),
  })
  .meta({ id: 'OnCallPerson' })

export const shiftSchema = z
  .object({
    starts_at: instantSchema,
    ends_at: instantSchema,
    people: z.array(onCallPersonSchema),
    is_recorded: z.literal(true).optional().describe('Written down when it began: who really was on call.'),
  })
  .meta({ id: 'Shift' })

export function presentPeople(people: readonly OnCallPerson[], directory: Directory) {
  const names = namesOf(directory)
  return people.map(({ user, because }) => ({
    user: names.user(user),
    layer: because.layer,
    ...(because.layerName !== undefined && { layer_name: because.layerName }),
    ...(because.override !== undefined && { override: because.override }),
    ...(because.temporary !== undefined && { temporary: because.temporary }),
    ...(because.team !== undefined && { team: because.team }),
    ...(because.schedule !== undefined && { schedule: because.schedule }),
  }))
}

export function presentShift({ startsAt, endsAt, people, fact }: RecordedShift, directory: Directory) {
  return {
    ...{ starts_at: startsAt, ends_at: endsAt, people: presentPeople(people, directory) },
    ...(fact && { is_recorded: true as const }),
  }
}
