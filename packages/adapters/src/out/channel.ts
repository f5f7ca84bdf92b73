import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { Urgency } from '@tocsin/core/kernel/scales.ts'
import type { z } from 'zod'
import type { Failure } from './failure.ts'
import type { Net } from './net.ts'
import type { Locale } from './words.ts'

/** `page` demands an answer; `notice` tells (taken, resolved); `test` and `code` belong to a contact's own set-up. */
export type MessageKind = 'page' | 'notice' | 'test' | 'code'

export interface MessageLink {
  /**
   * `acknowledge`, `escalate`, `resolve` and `answer` (to a request) act after a confirming click; `view` opens the console and `call` the
   * call in which people meet.
   */
  action: 'acknowledge' | 'escalate' | 'resolve' | 'answer' | 'view' | 'call'
  url: string
}

/** An incident of several that one message is about. */
export interface BundledIncident {
  id: string
  priority: string
  title: string
  services: string[]
  /** What its page would say, as one line. */
  said: string
  links: MessageLink[]
}

/** One message to one contact, complete: sending it needs nothing else. Texts are plain; adapters escape for their medium. */
export interface Message {
  /** The same on every attempt: what makes duplicates recognisable. */
  id: PageId
  kind: MessageKind
  urgency: Urgency
  recipientName: string
  /** One line, e.g. `INC-2026-000001 P2 Payment API: error rate above 5 %`. */
  subject: string
  /** Sentences, one per line: what is wrong, since when, why you. */
  lines: string[]
  links: MessageLink[]
  /** Subject and lines are the organisation's own: nothing of the incident is added to them but ways to answer. */
  isWorded?: true
  incident?: { id: string; title: string; status: string; priority: string; services: string[]; openedAt: string }
  /** A page for several incidents, none of which it names elsewhere: each has to be told, and can be answered by itself. */
  bundle?: readonly BundledIncident[]
  /** Where an answer by mail is taken: “ack”, “resolve”, or a note. Absent where no mail comes in. */
  replyTo?: string
  /** Sent with kind `code`: what the person types to verify the contact. */
  code?: string
  /** The reader's language, in which adapters write what they add themselves: buttons, hints. Absent: English. */
  locale?: Locale
  /**
   * Where the provider may tell what became of this message and what the person answered: an address of this installation that
   * names the page and cannot be guessed. Absent where nothing is expected back.
   */
  callbackUrl?: string
  /** What the provider called earlier messages to this contact about the same incident, newest first: what follows can stand below them. */
  earlierRefs?: readonly string[]
  /** The instant of this attempt, RFC 3339. Adapters have no clock: mails are dated and webhooks are signed with it. */
  sentAt: string
}

export interface ContactAddress {
  to: string
  /** Per contact, e.g. the key that signs a webhook's body. */
  secret?: string
}

/** Handed over: the provider took it. `providerRef` finds it in the provider's log; `isDelivered` when that is known at once. */
export type SendResult = { handedOver: true; providerRef?: string; isDelivered: boolean } | { failure: Failure }

/** A channel out. `send` never throws for what the world does: that is a {@link Failure} which says when to try again. */
export interface OutChannel<Config = unknown> {
  channel: string
  /** Parses what `channels.<name>` of the configuration says. One that takes `undefined` works without being configured. */
  configSchema: z.ZodType<Config>
  /** Where nobody can write such a contact down: a sentence that says where it is made instead. */
  madeBy?: string
  /** Its provider reports back, or takes answers, at an address that goes along with a page. */
  hearsBack?: true
  /** How many incidents one of its messages can tell of; absent: each page is a message of its own, with its own buttons. */
  bundleMax?: number
  /** It can have a second provider with settings of the same form, which takes what the first does not. */
  hasSecond?: true
  /**
   * Edits a message that was delivered before (`ref`: what its provider called it) so that it says what `message` says and has no buttons
   * that act. A message that is gone is no failure worth another attempt.
   */
  edit?(
    net: Net,
    config: Config,
    given: { contact: ContactAddress; ref: string; message: Message },
  ): Promise<Failure | undefined>
  /** A sentence that says what is wrong with an address, or nothing. */
  checkAddress(to: string): string | undefined
  send(net: Net, config: Config, contact: ContactAddress, message: Message): Promise<SendResult>
}
