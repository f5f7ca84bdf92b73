import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Principal } from '../shell/auth/principal.ts'
import type { Editor } from '../shell/config/change-configuration.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { codeBody, contactBody, contactListSchema, contactParams, contactSchema, userParams } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { addressKey, findAddressStates } from './address-states.ts'
import { listEndedBrowsers } from './browsers.ts'
import { changePerson } from './change-person.ts'
import {
  addContact,
  checkCode,
  contactAnswer,
  dropContact,
  getContact,
  getPerson,
  sendCode,
  withVerified,
} from './contacts.ts'
import { isReached } from './reached.ts'
import type { UserRow } from './user-kind.ts'
import { demandOwnOrAdmin } from './whose.ts'

const TAG = 'people'
const OWN = 'One’s own need `profile.write`, those of others `user.write`.'

export function contactRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'listContacts',
      tag: TAG,
      summary: 'Lists the contacts of a person, in their order.',
      description: OWN,
      method: 'GET',
      path: '/users/:id/contacts',
      permission: 'signed_in',
      params: userParams,
      success: contactListSchema,
      async handle({ principal, params, at }) {
        const person = await getPerson(accounts, demandOwnOrAdmin(principal, params.id))
        const ended = await listEndedBrowsers(accounts.db, person.id)
        const states = await findAddressStates(accounts.db, person.contacts, at)
        const items = person.contacts.map((contact) =>
          contactAnswer(contact, { ended: ended.get(contact.id), state: states.get(addressKey(contact)) }),
        )
        return { items, next: null, is_reached: await isReached(accounts.db, person) }
      },
    }),
    defineRoute({
      id: 'addContact',
      tag: TAG,
      summary: 'Adds a contact; it is paged after it has been verified.',
      description: OWN,
      method: 'POST',
      path: '/users/:id/contacts',
      permission: 'signed_in',
      params: userParams,
      body: contactBody,
      success: contactSchema,
      status: 201,
      async handle({ principal, params, body, at }) {
        const userId = demandOwnOrAdmin(principal, params.id)
        const refused = await changeContacts(accounts, { userId, principal, at }, async (editor, person) =>
          addContact(editor, person, body, accounts),
        )
        if (refused) return refused
        const { contacts } = await getPerson(accounts, userId)
        return contactAnswer(contacts.at(-1) as UserRow['contacts'][number])
      },
    }),
    defineRoute({
      id: 'deleteContact',
      tag: TAG,
      summary: 'Removes a contact that no rule uses.',
      description: OWN,
      method: 'DELETE',
      path: '/users/:id/contacts/:contact',
      permission: 'signed_in',
      params: contactParams,
      handle: ({ principal, params, at }) =>
        changeContacts(
          accounts,
          { userId: demandOwnOrAdmin(principal, params.id), principal, at },
          async (editor, person) => dropContact(editor, person, params.contact),
        ),
    }),
    ...verificationRoutes(accounts),
  ]
}

function verificationRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'sendContactCode',
      tag: TAG,
      summary: 'Sends a code to a contact, with which it is verified.',
      description: OWN,
      method: 'POST',
      path: '/users/:id/contacts/:contact/code',
      permission: 'signed_in',
      params: contactParams,
      async handle({ principal, params, at }) {
        const person = await getPerson(accounts, demandOwnOrAdmin(principal, params.id))
        await sendCode(accounts, person, getContact(person, params.contact), at)
        return undefined
      },
    }),
    defineRoute({
      id: 'verifyContact',
      tag: TAG,
      summary: 'Verifies a contact by the code that was sent to it.',
      description: OWN,
      method: 'POST',
      path: '/users/:id/contacts/:contact/verify',
      permission: 'signed_in',
      params: contactParams,
      body: codeBody,
      success: contactSchema,
      async handle({ principal, params, body, at }) {
        const userId = demandOwnOrAdmin(principal, params.id)
        const person = await getPerson(accounts, userId)
        const contact = getContact(person, params.contact)
        await checkCode(accounts, person, contact, { code: body.code, at })
        const refused = await changeContacts(accounts, { userId, principal, at }, (editor, now) =>
          withVerified(editor, now, contact),
        )
        return refused ?? contactAnswer(getContact(await getPerson(accounts, userId), params.contact))
      },
    }),
  ]
}

/** Contacts are what people look after themselves, also those whom the file owns. */
function changeContacts(
  accounts: Accounts,
  change: { userId: string; principal: Principal; at: Instant },
  edit: (editor: Editor, person: UserRow) => Promise<UserRow>,
) {
  return changePerson(accounts, { ...change, expectedVersion: undefined }, async (editor, person) => ({
    person: await edit(editor, person),
    isShared: true,
  }))
}
