import { originOf } from '../shell/auth/request-origin.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { changePasswordBody, forgottenBody, linkBody, linkSchema, newPasswordBody } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { askForPassword, changePassword, choosePassword, readAccountLink } from './choose-password.ts'
import { giveCookies } from './sign-in.ts'
import { personOf } from './whose.ts'

export function passwordRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'changePassword',
      tag: 'session',
      summary: 'Changes one’s own password.',
      description: 'Ends one’s other sessions; this one goes on with a new token.',
      method: 'PUT',
      path: '/password',
      permission: 'profile.write',
      body: changePasswordBody,
      async handle({ principal, body, at, request, reply }) {
        const person = personOf(principal)
        const token = await changePassword(accounts, person, body, originOf(request, at))
        giveCookies(accounts, reply, { id: person.sessionId, token })
        return undefined
      },
    }),
    defineRoute({
      id: 'askForPassword',
      tag: 'session',
      summary: 'Mails a link for a new password to the person with this address.',
      description: 'Answers the same whether there is such a person or not.',
      method: 'POST',
      path: '/password/forgotten',
      permission: 'anyone',
      body: forgottenBody,
      async handle({ body, at, request }) {
        askForPassword(accounts, body.email, originOf(request, at))
        return undefined
      },
    }),
    defineRoute({
      id: 'readPasswordLink',
      tag: 'session',
      summary: 'Whose link it is, and what for.',
      method: 'POST',
      path: '/password/link',
      permission: 'anyone',
      body: linkBody,
      success: linkSchema,
      handle: ({ body, at }) => readAccountLink(accounts, body.token, at),
    }),
    defineRoute({
      id: 'choosePassword',
      tag: 'session',
      summary: 'Sets a password by the link of an invitation or of a forgotten password.',
      description: 'The link works once. All sessions of the person end; sign in with the new password.',
      method: 'POST',
      path: '/password/reset',
      permission: 'anyone',
      body: newPasswordBody,
      handle: ({ body, at, request }) => choosePassword(accounts, body, originOf(request, at)),
    }),
  ]
}
