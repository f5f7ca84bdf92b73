/**
 * What follows when a push service says that a browser is gone: it is paged no longer, and its owner is told by mail. It happens
 * beside the paging, which has already gone on to the next contact.
 */
import type { ContactAddress } from '@tocsin/adapters/out/channel.ts'
import { parseSubscription } from '@tocsin/adapters/out/webpush/subscription.ts'
import type { ContactId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { endGoneBrowser } from '../../people/browsers.ts'
import type { SendAccountMail } from '../auth/account-mail.ts'
import type { Schema } from '../database/schema.ts'
import type { EngineLog } from '../engine/deps.ts'
import type { Clock } from '../ports/clock.ts'

export interface GoneBrowserDeps {
  db: Kysely<Schema>
  clock: Pick<Clock, 'now'>
  log: EngineLog
  publicUrl(): string
  refresh(): Promise<void>
  sendMail: SendAccountMail
}

export function createGoneBrowsers(deps: GoneBrowserDeps) {
  return (user: UserId, contact: ContactId, address: ContactAddress): void => {
    // Nobody waits for this promise: what it rejected with would end the process. The next push finds the browser gone again.
    end(deps, user, contact, address).catch((error: unknown) =>
      deps.log.error({ user, contact, error: String(error) }, 'a browser that is gone could not be taken off'),
    )
  }
}

async function end(
  { db, clock, log, publicUrl, refresh, sendMail }: GoneBrowserDeps,
  userId: UserId,
  contactId: ContactId,
  { secret }: ContactAddress,
): Promise<void> {
  const endpoint = parseSubscription(secret)?.endpoint
  if (endpoint === undefined) return
  const ended = await endGoneBrowser(db, { userId, contactId, endpoint, at: clock.now() })
  if (!ended) return
  await refresh()
  const { person, name } = ended
  const url = new URL('/account', publicUrl()).href
  const sent = await sendMail({ kind: 'browser_gone', to: person.email, name: person.name, browser: name, url })
  if ('notSent' in sent)
    log.warn(
      { user: userId, browser: name, problem: sent.notSent },
      'a browser is gone, and no mail could tell its owner',
    )
}
