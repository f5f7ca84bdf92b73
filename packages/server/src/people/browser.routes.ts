import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { publicPushKey } from '../shell/secrets/push-keys.ts'
import { contactSchema, userParams } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { browserBody, browserEndBody, pushKeySchema } from './browser.schema.ts'
import { endBrowser, findBrowser, putBrowser } from './browsers.ts'
import { changePerson } from './change-person.ts'
import { contactAnswer, getContact, getPerson, sendCode } from './contacts.ts'
import { demandOwnOrAdmin } from './whose.ts'

const TAG = 'people'

export function browserRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'getPushKey',
      tag: TAG,
      summary: 'The public key with which a browser is subscribed to web push',
      method: 'GET',
      path: '/push-key',
      permission: 'signed_in',
      success: pushKeySchema,
      handle: async ({ at }) => ({ public_key: await publicPushKey(accounts, at) }),
    }),
    subscribeRoute(accounts),
    defineRoute({
      id: 'endBrowser',
      tag: TAG,
      summary: 'Pages a browser no longer; its contact stays for when it is subscribed again.',
      description:
        'What the console does when somebody signs out of a subscribed browser. One that is unknown is no error.',
      method: 'POST',
      path: '/users/:id/browsers/end',
      permission: 'signed_in',
      params: userParams,
      body: browserEndBody,
      async handle({ principal, params, body, at }) {
        const userId = demandOwnOrAdmin(principal, params.id)
        const contactId = await findBrowser(accounts.db, userId, body.endpoint)
        if (contactId === undefined) return undefined
        const change = { userId, principal, at, expectedVersion: undefined }
        return changePerson(accounts, change, async (editor) => ({
          person: await endBrowser(editor, { userId, contactId, because: 'signed_out' }),
          isShared: true,
        }))
      },
    }),
  ]
}

function subscribeRoute(accounts: Accounts): ApiRoute {
  return defineRoute({
    id: 'subscribeBrowser',
    tag: TAG,
    summary: 'Makes a browser a contact, and sends it a test page with which it is verified.',
    description:
      'The browser confirms the test page by itself. One that is subscribed again keeps its contact, and one that was another person’s is theirs no longer.',
    method: 'POST',
    path: '/users/:id/browsers',
    permission: 'signed_in',
    params: userParams,
    body: browserBody,
    success: contactSchema,
    status: 201,
    async handle({ principal, params, body, at }) {
      const userId = demandOwnOrAdmin(principal, params.id)
      let contactId = ''
      const change = { userId, principal, at, expectedVersion: undefined }
      const refused = await changePerson(accounts, change, async (editor, person) => {
        const put = await putBrowser(editor, person, body, accounts)
        contactId = put.contactId
        return { person: put.person, isShared: true }
      })
      if (refused) return refused
      const person = await getPerson(accounts, userId)
      const contact = getContact(person, contactId)
      await sendCode(accounts, person, contact, at)
      return contactAnswer(contact)
    },
  })
}
