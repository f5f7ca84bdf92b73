import type { FastifyReply } from 'fastify'
import { actorOf } from '../shell/auth/principal.ts'
import { originOf } from '../shell/auth/request-origin.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readExpectedVersion, tellVersion } from '../shell/http/expected-version.ts'
import { readPage } from '../shell/http/paging.ts'
import { Refusal } from '../shell/http/refusal.ts'
import {
  inviteBody,
  inviteSchema,
  type UserAnswer,
  userListQuery,
  userListSchema,
  userParams,
  userPatchBody,
  userSchema,
} from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { changePerson, demandPatch, patchPerson } from './change-person.ts'
import { inviteAgain, invitePerson } from './invite-person.ts'
import { findUser, listUsers } from './people.queries.ts'
import { userIdOf } from './whose.ts'

const TAG = 'people'

export function userRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'listUsers',
      tag: TAG,
      summary: 'Lists people.',
      method: 'GET',
      path: '/users',
      permission: 'user.read',
      query: userListQuery,
      success: userListSchema,
      handle: ({ query }) =>
        listUsers(accounts.db, readPage(query), {
          roles: query.role,
          isActive: query.is_active === undefined ? undefined : query.is_active === 'true',
          words: query.q,
        }),
    }),
    defineRoute({
      id: 'getUser',
      tag: TAG,
      summary: 'Shows a person.',
      method: 'GET',
      path: '/users/:id',
      permission: 'user.read',
      params: userParams,
      success: userSchema,
      handle: ({ principal, params, reply }) => showUser(accounts, userIdOf(principal, params.id), reply),
    }),
    defineRoute({
      id: 'inviteUser',
      tag: TAG,
      summary: 'Invites a person by mail.',
      description: 'When the mail cannot be sent, the answer holds the link, to be handed over by other means.',
      method: 'POST',
      path: '/users',
      permission: 'user.write',
      body: inviteBody,
      success: inviteSchema,
      status: 201,
      handle: ({ principal, body, at }) => invitePerson(accounts, principal, body, at),
    }),
    defineRoute({
      id: 'inviteUserAgain',
      tag: TAG,
      summary: 'Sends a new link to a person who has not chosen a password yet.',
      method: 'POST',
      path: '/users/:id/invite',
      permission: 'user.write',
      params: userParams,
      success: inviteSchema,
      handle: ({ principal, params, at }) => inviteAgain(accounts, principal, userIdOf(principal, params.id), at),
    }),
    updateUser(accounts),
  ]
}

function updateUser(accounts: Accounts): ApiRoute {
  return defineRoute({
    id: 'updateUser',
    tag: TAG,
    summary: 'Changes a person; deactivating ends their sessions at once.',
    description:
      'Name, zone, locale, hours, quiet hours, digest and bundling of oneself need `profile.write`; everything else needs `user.write`. `If-Match` or `version` refuses a change that builds on an old state.',
    method: 'PATCH',
    path: '/users/:id',
    permission: 'signed_in',
    params: userParams,
    body: userPatchBody,
    success: userSchema,
    async handle({ principal, params, body, at, request, reply }) {
      const userId = userIdOf(principal, params.id)
      demandPatch(principal, userId, body)
      const expectedVersion = readExpectedVersion(request, body.version)
      const refused = await changePerson(
        accounts,
        { userId, principal, at, expectedVersion },
        async (editor, person) => {
          const patched = await patchPerson(editor, person, body)
          const { ended } = patched
          const event = { act: 'sessions_ended', user: userId, actor: actorOf(principal), detail: { ended } } as const
          if (ended > 0) await accounts.accessLog.record(editor.db, { ...event, origin: originOf(request, at) })
          return patched
        },
      )
      return refused ?? showUser(accounts, userId, reply)
    },
  })
}

async function showUser(accounts: Accounts, userId: string, reply: FastifyReply): Promise<UserAnswer> {
  const user = await findUser(accounts.db, userId)
  if (!user) throw new Refusal('not_found')
  tellVersion(reply, user.version)
  return user
}
