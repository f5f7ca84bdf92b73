import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import type { TeamMinimum } from '@tocsin/core/respond/readiness.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { kindOfTable } from '../shell/config/config-kind.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { duration, form, idField, list, personField, switchField, text, wholeNumber } from '../shell/config/fields.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'
import { keepOnCallRecord } from './on-call/record-on-call.ts'

export type TeamRow = Omit<Selectable<Schema['teams']>, 'minimum'> & { minimum: TeamMinimum | null }

const CONTACTS_MAX = 10

/** What every member has to have set up to be reached, for whoever answers for the team. */
const minimumInput = form({
  /** Verified ways to reach them, the address of the account aside. */
  contacts: wholeNumber(0, CONTACTS_MAX, 2).default(0),
  /** Of these, so many different channels. */
  channels: wholeNumber(0, CONTACTS_MAX, 2).default(0),
  /** The first urgent page goes out within this time. */
  first_page: duration('1m').optional(),
  /** One of their ways is another than mail. */
  not_only_mail: switchField.default(false),
})

export const teamInput = form({
  id: idField('payments'),
  name: text('a name', 'Payments').optional(),
  members: list(personField).default([]),
  minimum: minimumInput.optional(),
})
export type TeamInput = z.output<typeof teamInput>

export const teamKind = kindOfTable<TeamRow>({
  name: 'team',
  table: 'teams',
  key: 'id',
  describe: ({ id, name, members, minimum }, nameUser) => ({
    id,
    name,
    members: members.map(nameUser),
    ...(minimum !== null && {
      minimum: {
        contacts: minimum.contacts,
        channels: minimum.channels,
        ...(minimum.firstPageMs !== undefined && { first_page: formatDuration(minimum.firstPageMs) }),
        not_only_mail: minimum.notOnlyMail,
      },
    }),
  }),
  beforeChange: (db, change) => keepOnCallRecord(db, { kind: 'team', ...change }),
})

export function checkTeam({ members }: TeamInput, references: References): FieldProblem[] {
  return members.flatMap((member, index) => checkPerson(references, member, ['members', index]))
}

export function teamRow({ id, name, members, minimum }: TeamInput, references: References): TeamRow {
  const ids = members.flatMap((member) => findUserId(references, member) ?? [])
  return {
    ...{ id, name: name ?? id, members: [...new Set(ids)], owned_by: 'app' },
    minimum: minimum
      ? {
          contacts: minimum.contacts,
          channels: minimum.channels,
          notOnlyMail: minimum.not_only_mail,
          ...(minimum.first_page !== undefined && { firstPageMs: minimum.first_page as DurationMs }),
        }
      : null,
  }
}
