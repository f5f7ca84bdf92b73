/**
 * Mails as alerts. A mail fires unless a rule, or a word in its subject, says that it is over; what it is about stands behind the `+`
 * of the address, in a header, or in its subject. Mails about mails are ignored, and the source's page says so.
 */
import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { instant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundText } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from '../door.ts'
import { isFields } from '../fields.ts'
import { optionTexts } from '../options.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { type SignalDraft, signalOf } from '../signal-draft.ts'
import { guide } from './guide.ts'
import { whyIgnored } from './loops.ts'
import { headerValue, type Mail, type Unpacked } from './mail.ts'
import { ownText } from './own-text.ts'
import { isIdentityThread, mailOptions, matches, matchesAny, rulesOf, takesSender } from './rules.ts'
import { senderChecks } from './sender-checks.ts'
import { unpack } from './unpack.ts'
import { verify } from './verify.ts'
import { severityOfWords, stateOfWords, topicOf } from './words.ts'

export const email: InAdapter = {
  system: 'email',
  bodyBytesMax: LIMITS.doorBodyBytesMax,
  options: mailOptions,
  takesSecret: true,
  ...{ verify, guide, unpack, read },
  busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
  tooLarge: () => errorReply(413, `the mail is larger than ${LIMITS.doorBodyBytesMax} bytes`),
}

/** Where SNS lets its subscriptions be confirmed, and nowhere else. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/

function read(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.method !== 'POST' && request.method !== 'SMTP') return refuse('only POST is allowed', 405)
  const unpacked = unpackedOf(request)
  if ('problem' in unpacked) return refuse(unpacked.problem, 422)
  if ('confirm' in unpacked) {
    const confirm = { url: unpacked.confirm, host: SNS_HOST, what: 'the confirmation of the subscription' }
    return { ...replyOnly(jsonReply(200, { status: 'success' })), confirm }
  }
  const { mail } = unpacked
  const ignored = whyIgnored(mail) ?? whyOfRules(mail, context)
  if (ignored !== undefined)
    return replyOnly(jsonReply(200, { status: 'ignored', reason: ignored }), [notice(mail, ignored)])
  if (!takesSender(context.options, mail))
    return refuse(`the sender ${boundText(mail.from, 200)} is not among those that the source takes mails of`, 422)
  const signal = signalOf(draftOf(mail, context), { ...context, receivedAt: request.receivedAt })
  const reply = jsonReply(200, { status: 'success', state: signal.state, dedup_key: signal.key })
  return { signals: [signal], changes: [], reply, problems: [] }
}

function unpackedOf({ content }: DoorRequest): Unpacked {
  return isFields(content) ? (content as unknown as Unpacked) : { problem: 'the body was not taken apart' }
}

/** With rules that say what opens, whatever they do not name, and no rule clears, is something else. */
function whyOfRules(mail: Mail, { options }: DoorContext): string | undefined {
  const rules = rulesOf(options)
  if (matchesAny(rules.ignore, mail)) return 'a rule of the source ignores it'
  const isOther = rules.open.length > 0 && !matchesAny(rules.open, mail) && !matchesAny(rules.clear, mail)
  if (!isOther || stateOfWords(mail.subject, mail.text) === 'resolved') return undefined
  return 'no rule of the source opens anything for it'
}

function notice({ subject, from }: Mail, why: string): string {
  return `ignored "${boundText(subject || 'a mail without a subject', 200)}" of ${boundText(from || 'nobody', 200)}: ${why}`
}

function draftOf(mail: Mail, context: DoorContext): SignalDraft {
  const state = stateOf(mail, context)
  const checks = senderChecks(mail, optionTexts(context.options, 'trusted_servers'))
  const sentAt = dateOf(mail)
  return {
    key: identityOf(mail, context),
    state,
    title: mail.subject || ownText(mail.text).split('\n', 1)[0] || `Mail of ${mail.from || 'nobody'}`,
    description: ownText(mail.text),
    severity: severityOf(mail, context),
    labels: { from: mail.from, sender_domain: mail.from.split('@')[1], topic: mail.detail },
    annotations: {
      ...checks,
      message_id: mail.messageId,
      attachments: mail.attachments.map(({ name, bytes }) => `${name || 'unnamed'} (${bytes} bytes)`).join(', '),
    },
    ...(state === 'resolved' ? { endedAt: sentAt } : { startedAt: sentAt }),
  }
}

function stateOf(mail: Mail, { options }: DoorContext): SignalState {
  const { clear, open } = rulesOf(options)
  if (matchesAny(clear, mail)) return 'resolved'
  return matchesAny(open, mail) ? 'firing' : stateOfWords(mail.subject, mail.text)
}

/** `X-Priority` 1 and 2 and `Importance: high` are how mail programs say "urgent". */
function severityOf(mail: Mail, { options }: DoorContext): SourceSeverity | undefined {
  const ruled = rulesOf(options).severity.find(({ rule }) => matches(rule, mail))?.severity
  if (ruled !== undefined) return ruled
  const worded = severityOfWords(mail.subject)
  const isUrgent =
    /^\s*[12]\b/.test(headerValue(mail, 'x-priority') ?? '') || /^\s*high/i.test(headerValue(mail, 'importance') ?? '')
  return worded ?? (isUrgent ? 'high' : undefined)
}

/** The same for the mail that says what is wrong and the one that says that it is over. */
function identityOf(mail: Mail, { options }: DoorContext): string | undefined {
  const named = mail.detail ?? headerValue(mail, 'x-alert-key') ?? headerValue(mail, 'x-tocsin-key')
  if (named !== undefined) return named
  if (isIdentityThread(options)) return mail.references[0] ?? mail.messageId
  return topicOf(mail.subject) || mail.subject || mail.from || undefined
}

/** RFC 5322 dates are what JavaScript reads. One from the future, or from before mail, says nothing. */
function dateOf(mail: Mail): Instant | undefined {
  const at = Date.parse(headerValue(mail, 'date') ?? '')
  return Number.isFinite(at) && at > 0 ? instant(at) : undefined
}

function refuse(problem: string, status = 400): DoorReading {
  return replyOnly(errorReply(status, problem), [problem])
}

function errorReply(status: number, error: string): DoorReply {
  return jsonReply(status, { status: 'error', error })
}
