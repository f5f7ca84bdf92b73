import type { Urgency } from '@tocsin/core/kernel/scales.ts'
import type { z } from 'zod'
import type { Editor } from '../shell/config/change-configuration.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readExpectedVersion } from '../shell/http/expected-version.ts'
import { ruleListSchema, rulesBody, userParams } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { changePerson } from './change-person.ts'
import { getPerson } from './contacts.ts'
import { describeHours, type hoursSchema } from './hours-field.ts'
import { ruleRow } from './user-configuration.ts'
import type { UserRow } from './user-kind.ts'
import { demandOwnOrAdmin } from './whose.ts'

const OWN = 'One’s own need `profile.write`, those of others `user.write`.'

/** Personal notification rules: who is paged with which urgency, at which hour, is reached how, and after how long. */
export function ruleRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'listNotificationRules',
      tag: 'people',
      summary: 'Lists the notification rules of a person, in their order.',
      description: OWN,
      method: 'GET',
      path: '/users/:id/rules',
      permission: 'signed_in',
      params: userParams,
      success: ruleListSchema,
      async handle({ principal, params }) {
        return showRules(await getPerson(accounts, demandOwnOrAdmin(principal, params.id)))
      },
    }),
    defineRoute({
      id: 'replaceNotificationRules',
      tag: 'people',
      summary: 'Replaces the notification rules of a person.',
      description: OWN,
      method: 'PUT',
      path: '/users/:id/rules',
      permission: 'signed_in',
      params: userParams,
      body: rulesBody,
      success: ruleListSchema,
      async handle({ principal, params, body, at, request }) {
        const userId = demandOwnOrAdmin(principal, params.id)
        const expectedVersion = readExpectedVersion(request, body.version)
        const refused = await changePerson(
          accounts,
          { userId, principal, at, expectedVersion },
          async (editor, person) => ({ person: withRules(editor, person, body.items), isShared: true }),
        )
        return refused ?? showRules(await getPerson(accounts, userId))
      },
    }),
  ]
}

function withRules(editor: Editor, person: UserRow, items: z.output<typeof rulesBody>['items']): UserRow {
  const known = person.contacts.map(({ id }) => id)
  const problems = items.flatMap(({ contact }, index) =>
    known.includes(contact)
      ? []
      : [{ path: ['items', index, 'contact'], problem: `is no contact of this person; there are ${known.join(', ')}` }],
  )
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
  return { ...person, rules: items.map(ruleRow) }
}

function showRules({ rules }: UserRow): z.output<typeof ruleListSchema> {
  const items = rules.map(({ urgency, after_ms, contact_id, hours }) => ({
    urgency: urgency as Urgency,
    after: formatDuration(after_ms),
    contact: contact_id,
    hours: hours && (describeHours(hours) as z.output<typeof hoursSchema>),
  }))
  return { items, next: null }
}
