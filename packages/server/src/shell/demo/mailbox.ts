/**
 * The network of the demo: there is none. Mail to the demo's people and calls of their phones end in a mailbox within the process,
 * which takes them as a provider would; everything else is refused, and says why. So nothing that happens in the demo reaches
 * anybody, whatever a visitor configures.
 */
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Clock } from '../ports/clock.ts'
import type { SystemNet } from '../ports/net.ts'
import type { Chance } from './chance.ts'
import { DOMAIN, PHONES_URL } from './company.ts'

export const MAIL_SERVER = 'smtp://mailbox.invalid:25'

const NOT_IN_DEMO = 'this is the demo: nothing leaves it. Start Tocsin without --demo to send real messages'

export interface MailboxOptions {
  clock: Pick<Clock, 'now' | 'sleep'>
  chance: Chance
  /** When the phones of the demo cannot be reached: a page is sent again, and then goes another way. */
  arePhonesDown(at: Instant): boolean
}

export function createMailbox({ clock, chance, arePhonesDown }: MailboxOptions): SystemNet {
  const take = (fastest: number, slowest: number) => clock.sleep(Math.round(chance.skewed(fastest, slowest)))
  const net: Net = {
    async sendMail(_server, mail) {
      if (!mail.to.endsWith(`@${DOMAIN}`)) return { rejected: { code: 550, response: `5.7.1 ${NOT_IN_DEMO}` } }
      await take(180, 1_400)
      return { accepted: true, response: '250 2.0.0 kept in the mailbox of the demo' }
    },
    async fetch(request) {
      if (!request.url.startsWith(PHONES_URL)) return { error: 'forbidden', cause: NOT_IN_DEMO }
      await take(90, 900)
      if (arePhonesDown(clock.now())) return { status: 503, headers: {}, body: 'the push relay of the demo is down' }
      return { status: 200, headers: {}, body: '{}' }
    },
  }
  return { ...net, close() {} }
}
