/** What a schedule says beside who is on call: its team, what happens while nobody is on, and who learns. */
import type { PolicyId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { GapCover, ShadowShift } from '@tocsin/core/people/schedule.ts'
import { z } from 'zod'
import type { NameUser } from '../../shell/config/config-kind.ts'
import { form, idField, instantField, list, personField } from '../../shell/config/fields.ts'
import {
  checkPerson,
  checkReference,
  type FieldProblem,
  findUserId,
  type References,
} from '../../shell/config/references.ts'

const SHADOWS_MAX = 50

const A_COVER = '{ user: … }, { team: … }, { policy: … } or nobody'

const coverInput = z.union(
  [
    z.literal('nobody'),
    form({ user: personField }),
    form({ team: idField('payments') }),
    form({ policy: idField('payments') }),
  ],
  { error: `expected ${A_COVER}` },
)

const shadowInput = form({
  person: personField,
  /** Only while this one is on call; by default while anybody is. */
  of: personField.optional(),
  starts_at: instantField.optional(),
  ends_at: instantField.optional(),
})

/** The fields of a schedule's form. */
export const careFields = {
  /** Hears of gaps ahead; without one the admins do. */
  team: idField('payments').optional(),
  /** Who is paged at once while nobody who could be is on call; `nobody` says that gaps are meant. */
  when_empty: coverInput.optional(),
  /** Trainees, who are told of the pages of those on call and are never counted on. */
  shadows: list(shadowInput, SHADOWS_MAX).default([]),
}

export interface CareInput {
  team?: string | undefined
  when_empty?: z.output<typeof coverInput> | undefined
  shadows: z.output<typeof shadowInput>[]
}

export interface CareColumns {
  team_id: string | null
  when_empty: GapCover | null
  shadows: ShadowShift[]
}

export function checkCare({ team, when_empty, shadows }: CareInput, references: References): FieldProblem[] {
  return [
    ...checkReference(references, 'teams', team, ['team']),
    ...checkCover(when_empty, references),
    ...shadows.flatMap(({ person, of, starts_at, ends_at }, index) => [
      ...checkPerson(references, person, ['shadows', index, 'person']),
      ...(of === undefined ? [] : checkPerson(references, of, ['shadows', index, 'of'])),
      ...(starts_at !== undefined && ends_at !== undefined && ends_at <= starts_at
        ? [{ path: ['shadows', index, 'ends_at'], problem: 'must lie after starts_at' }]
        : []),
    ]),
  ]
}

function checkCover(cover: CareInput['when_empty'], references: References): FieldProblem[] {
  if (cover === undefined || cover === 'nobody') return []
  if ('user' in cover) return checkPerson(references, cover.user, ['when_empty', 'user'])
  if ('team' in cover) return checkReference(references, 'teams', cover.team, ['when_empty', 'team'])
  return checkReference(references, 'policies', cover.policy, ['when_empty', 'policy'])
}

export function careColumns({ team, when_empty, shadows }: CareInput, references: References): CareColumns {
  const person = (name: string) => findUserId(references, name) as UserId | undefined
  return {
    team_id: team ?? null,
    when_empty: coverOf(when_empty, person) ?? null,
    shadows: shadows.flatMap((shadow): ShadowShift[] => {
      const user = person(shadow.person)
      const of = shadow.of === undefined ? undefined : person(shadow.of)
      return user === undefined
        ? []
        : [
            {
              user,
              ...(of !== undefined && { of }),
              ...(shadow.starts_at !== undefined && { startsAt: shadow.starts_at }),
              ...(shadow.ends_at !== undefined && { endsAt: shadow.ends_at }),
            },
          ]
    }),
  }
}

function coverOf(cover: CareInput['when_empty'], person: (name: string) => UserId | undefined): GapCover | undefined {
  if (cover === undefined) return undefined
  if (cover === 'nobody') return { kind: 'nobody' }
  if ('team' in cover) return { kind: 'team', id: cover.team as TeamId }
  if ('policy' in cover) return { kind: 'policy', id: cover.policy as PolicyId }
  const id = person(cover.user)
  return id === undefined ? undefined : { kind: 'user', id }
}

export function describeCare({ team_id, when_empty, shadows }: CareColumns, nameUser: NameUser) {
  return {
    ...(team_id !== null && { team: team_id }),
    ...(when_empty !== null && { when_empty: describeCover(when_empty, nameUser) }),
    ...(shadows.length > 0 && {
      shadows: shadows.map(({ user, of, startsAt, endsAt }) => ({
        person: nameUser(user),
        ...(of !== undefined && { of: nameUser(of) }),
        ...(startsAt !== undefined && { starts_at: formatInstant(startsAt) }),
        ...(endsAt !== undefined && { ends_at: formatInstant(endsAt) }),
      })),
    }),
  }
}

function describeCover(cover: GapCover, nameUser: NameUser) {
  if (cover.kind === 'nobody') return 'nobody'
  return { [cover.kind]: cover.kind === 'user' ? nameUser(cover.id) : cover.id }
}

/** How a schedule's answer shows these. */
export const careShape = {
  team: z.string().optional(),
  when_empty: z
    .union([
      z.literal('nobody'),
      z.object({ user: z.string() }),
      z.object({ team: z.string() }),
      z.object({ policy: z.string() }),
    ])
    .optional()
    .describe('Who is paged at once while nobody who could be is on call; `nobody`: gaps are meant.'),
  shadows: z
    .array(
      z.object({
        person: z.string(),
        of: z.string().optional(),
        starts_at: z.string().optional(),
        ends_at: z.string().optional(),
      }),
    )
    .optional()
    .describe('Trainees, who are told of the pages of those on call.'),
}
