import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { z } from 'zod'
import { writePassword } from '../shell/auth/passwords.ts'
import { isSetupNeeded, isSetupToken } from '../shell/auth/setup-token.ts'
import { changeConfiguration } from '../shell/config/change-configuration.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { Refusal } from '../shell/http/refusal.ts'
import { sessionSchema, setupBody, setupStateSchema } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { demandGoodPassword } from './good-password.ts'
import { newPerson } from './new-person.ts'
import { findAccount } from './people.queries.ts'
import { startSession } from './sign-in.ts'
import { userKind } from './user-kind.ts'

const SETUP_ACTOR: Actor = { kind: 'system', part: 'setup' }

export function setupRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'getSetup',
      tag: 'session',
      summary: 'Whether the installation waits for its first admin.',
      method: 'GET',
      path: '/setup',
      permission: 'anyone',
      success: setupStateSchema,
      handle: async () => ({ is_needed: await isSetupNeeded(accounts.db), demo: demoOf(accounts) }),
    }),
    defineRoute({
      id: 'setUp',
      tag: 'session',
      summary: 'Makes the first admin and signs them in.',
      description: 'The token is part of the link that the server prints at its start, until there is an admin.',
      method: 'POST',
      path: '/setup',
      permission: 'anyone',
      body: setupBody,
      success: sessionSchema,
      status: 201,
      async handle({ body, at, request, reply }) {
        const outcome = await makeFirstAdmin(accounts, body, at)
        if ('rejected' in outcome) return outcome
        await accounts.configurationChanged()
        return startSession(accounts, outcome.result, request, reply)
      },
    }),
  ]
}

function demoOf({ demo }: Accounts): z.output<typeof setupStateSchema>['demo'] {
  return demo ? { company: demo.company, password: demo.password, people: [...demo.people] } : null
}

/** Two people with the link at once: the second waits for the first on the lock of the configuration, and then comes too late. */
async function makeFirstAdmin(accounts: Accounts, body: z.output<typeof setupBody>, at: Instant) {
  const { db, ids, secrets, passwords } = accounts
  if (!(await isSetupNeeded(db))) throw new Refusal('setup_done')
  if (!isSetupToken(secrets, body.token)) throw new Refusal('account_link_invalid', { details: [WRONG_TOKEN] })
  demandGoodPassword(body.password, body)
  const hash = await passwords.hash(body.password)
  return changeConfiguration(db, { actor: SETUP_ACTOR, at }, async (editor) => {
    if (!(await isSetupNeeded(editor.db))) editor.reject('setup_done')
    if (await findAccount(editor.db, body.email)) editor.reject('already_exists', { field: 'email' })
    const id = ids.next() as UserId
    await editor.put(userKind, newPerson({ ...body, id, role: 'admin', at, isAddressProven: false }))
    await writePassword(editor.db, id, hash, at)
    return id
  })
}

const WRONG_TOKEN = { field: 'token', problem: 'is not the one of the link that the server printed at its start' }
