/**
 * What Twilio asks and tells: receipts of messages and calls, keys that were pressed, and answers by text message. Everything is
 * believed only with the account's signature; what is about one page also needs the address that only Twilio was told.
 */
import type { Message } from '@tocsin/adapters/out/channel.ts'
import { smsConfigSchema } from '@tocsin/adapters/out/telephone/sms.ts'
import { FIRST_BUNDLE_KEY, SPOKEN } from '@tocsin/adapters/out/telephone/speech.ts'
import { isFromTwilio } from '@tocsin/adapters/out/telephone/twilio-signature.ts'
import { HANG_UP, replyWith, respond, say } from '@tocsin/adapters/out/telephone/twiml.ts'
import { formatCall, voiceConfigSchema } from '@tocsin/adapters/out/telephone/voice.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { noteFailure } from '../../people/address-states.ts'
import { namesOf } from '../../people/directory-names.ts'
import { type CallbackLink, readCallback } from '../../shell/secrets/callback-links.ts'
import { type AnswerOutcome, answerPage, type PageAnswer } from '../answers/answer-page.ts'
import { localeOf } from '../answers/callers.ts'
import { takeSmsReply } from '../answers/sms-reply.ts'
import { listBundleMessages } from '../gather/bundle.queries.ts'
import { composeBundle } from '../gather/bundle-message.ts'
import { wordPage } from '../templates/word-page.ts'
import {
  type CallbackAnswer,
  type CallbackDeps,
  type CallbackRequest,
  NOT_FOUND,
  REFUSED,
  TAKEN,
} from './callback-deps.ts'
import { type Receipt, recordReceipt } from './receipts.ts'

/** Undefined when it is not from the account that this channel uses. */
function readForm(deps: CallbackDeps, channel: 'sms' | 'voice', request: CallbackRequest): URLSearchParams | undefined {
  const schema = channel === 'sms' ? smsConfigSchema : voiceConfigSchema
  const form = new URLSearchParams(request.body.toString('utf8'))
  const signature = request.headers['x-twilio-signature']
  const isSigned = [deps.channelConfig(channel), deps.secondConfig?.(channel)].some((given) => {
    const config = schema.safeParse(given)
    if (!config.success || config.data.provider !== 'twilio') return false
    return isFromTwilio(config.data.auth_token, signature, request.url, form)
  })
  return isSigned ? form : undefined
}

/** `POST /callback/sms` and `/callback/voice` with the token of a page: a receipt, or a key. */
export async function takeTwilioCallback(
  deps: CallbackDeps,
  channel: 'sms' | 'voice',
  token: string,
  request: CallbackRequest,
): Promise<CallbackAnswer> {
  const form = readForm(deps, channel, request)
  if (!form) return REFUSED
  const link = readCallback(deps.secrets, token, deps.engine.clock.now())
  if (!link) return NOT_FOUND
  const digits = channel === 'voice' ? form.get('Digits') : null
  if (digits !== null) return xml(await takeKey(deps, link, digits, request.url))
  const receipt = readReceipt(channel, form)
  if (receipt) await recordReceipt(deps, link, receipt)
  if (channel === 'sms' && receipt?.arrived === false) await noteOfNumber(deps, form)
  return TAKEN
}

/** The owner of the number sent STOP: of a messaging service that is told afterwards. */
const OPTED_OUT = '21610'
/** There is no such number, or none that takes text messages; that a telephone is off says nothing of its number. */
const WRONG_NUMBER: Readonly<Record<string, string>> = {
  '30005': 'unknown destination (Twilio error 30005)',
  '30006': 'a landline, or a carrier that cannot be reached (Twilio error 30006)',
}

/** What the error says of the number itself. */
async function noteOfNumber(deps: CallbackDeps, form: URLSearchParams): Promise<void> {
  const [code, address] = [form.get('ErrorCode') ?? '', form.get('To') ?? '']
  if (address === '') return
  if (code === OPTED_OUT) await deps.optedOut('sms', address)
  const cause = WRONG_NUMBER[code]
  if (cause === undefined) return
  await noteFailure(deps.db, { channel: 'sms', address }, { at: deps.engine.clock.now(), how: 'came_back', cause })
}

const FAILED_MESSAGES = ['undelivered', 'failed', 'canceled']
const FAILED_CALLS: Readonly<Record<string, string>> = {
  busy: 'the line was busy',
  'no-answer': 'nobody answered',
  failed: 'the call could not be made',
  canceled: 'the call was cancelled',
}

/** Undefined for what is on its way. */
export function readReceipt(channel: 'sms' | 'voice', form: URLSearchParams): Receipt | undefined {
  if (channel === 'sms') {
    const status = form.get('MessageStatus') ?? ''
    if (status === 'delivered' || status === 'read') return { arrived: true }
    if (!FAILED_MESSAGES.includes(status)) return undefined
    const code = form.get('ErrorCode')
    return { arrived: false, cause: `Twilio says ${status}${code === null ? '' : ` (error ${code.slice(0, 10)})`}` }
  }
  const status = form.get('CallStatus') ?? ''
  const cause = FAILED_CALLS[status]
  if (cause !== undefined) return { arrived: false, cause }
  return status === 'in-progress' || status === 'completed' ? { arrived: true } : undefined
}

const KEYS: Readonly<Record<string, PageAnswer>> = { '1': 'acknowledge', '2': 'escalate' }

async function takeKey(deps: CallbackDeps, link: CallbackLink, key: string, callbackUrl: string): Promise<string> {
  const user = deps.engine.directory.latest().users.get(link.person)
  const locale = localeOf(user)
  const [first, ...others] = await listBundleMessages(deps.db, link.page)
  if (first && others.length > 0)
    return takeBundleKey(deps, { link, key, locale, callbackUrl, members: [first, ...others] })
  const answer = KEYS[key]
  if (answer === undefined) return sayAgain(deps, link, { locale, callbackUrl, isKnownKey: key === '3' })
  const outcome = await answerPage(deps.engine, { incident: link.incident, person: link.person, answer, via: 'phone' })
  return respond(say([spokenOutcome(outcome, locale), SPOKEN[locale].bye], locale), HANG_UP)
}

interface BundleKey {
  link: CallbackLink
  key: string
  locale: Locale
  callbackUrl: string
  members: readonly [PersonMessage, ...PersonMessage[]]
}

/** Of a call about several: 1 and 2 are for all of them, those from 4 on take one. */
async function takeBundleKey(
  deps: CallbackDeps,
  { link: { person }, key, locale, callbackUrl, members }: BundleKey,
): Promise<string> {
  const words = SPOKEN[locale]
  const answer = KEYS[key]
  const one = members[Number(key) - FIRST_BUNDLE_KEY]
  if (answer === undefined && one === undefined) {
    const { engine } = deps
    const message = composeBundle(members, {
      ...{ directory: engine.directory.latest(), links: () => [], at: engine.clock.now() },
    })
    return notGotten(formatCall({ ...message, callbackUrl }), { locale, isKnownKey: key === '3' })
  }
  const outcomes: AnswerOutcome[] = []
  for (const { incident } of one ? [one] : members)
    outcomes.push(await answerPage(deps.engine, { incident, person, answer: answer ?? 'acknowledge', via: 'phone' }))
  const best = outcomes.find(({ kind }) => kind === 'done' || kind === 'had_already') ??
    outcomes[0] ?? { kind: 'unknown' }
  const isAll = one === undefined && answer === 'acknowledge' && (best.kind === 'done' || best.kind === 'had_already')
  return respond(say([isAll ? words.allAcknowledged : spokenOutcome(best, locale), words.bye], locale), HANG_UP)
}

/** The call once more, after the word that the key meant nothing. */
function notGotten(call: string, { locale, isKnownKey }: { locale: Locale; isKnownKey: boolean }): string {
  return isKnownKey ? call : call.replace('<Response>', `<Response>${say([SPOKEN[locale].nothing], locale)}`)
}

function spokenOutcome(outcome: AnswerOutcome, locale: Locale): string {
  const words = SPOKEN[locale]
  switch (outcome.kind) {
    case 'done':
      return outcome.answer === 'escalate' ? words.escalated : words.acknowledged
    case 'had_already':
      return words.acknowledged
    case 'over':
    case 'taken_by':
      return words.over
    default:
      return words.failed
  }
}

interface Again {
  locale: Locale
  callbackUrl: string
  isKnownKey: boolean
}

/** As it stands by now: it may have been taken, or have got worse, since the call began. */
async function sayAgain(
  deps: CallbackDeps,
  link: CallbackLink,
  { locale, callbackUrl, isKnownKey }: Again,
): Promise<string> {
  const row = await deps.db.selectFrom('incidents').select('state').where('id', '=', link.incident).executeTakeFirst()
  const state = row?.state as IncidentState | undefined
  if (!state) return respond(say([SPOKEN[locale].failed], locale), HANG_UP)
  const names = namesOf(deps.engine.directory.latest())
  const message: Message = {
    ...{
      id: link.page,
      kind: 'page',
      urgency: 'high',
      recipientName: '',
      subject: state.record.title,
      lines: [],
      links: [],
    },
    ...{ locale, callbackUrl, sentAt: formatInstant(deps.engine.clock.now()) },
    incident: {
      ...{ id: state.id, title: state.record.title, status: state.status, priority: state.priority.priority },
      services: state.record.services.map((id) => names.service(id).name),
      openedAt: formatInstant(state.signalReceivedAt),
    },
  }
  const template = deps.engine.directory.latest().templates?.get(`voice-${locale}`)
  return notGotten(formatCall(wordPage(message, template).message), { locale, isKnownKey })
}

/** As the field agreed on them (CTIA; https://help.twilio.com/articles/223134027). */
const START = ['start', 'unstop', 'yes']
const STOP = ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'revoke']

/** `POST /callback/sms`: a text message came in. */
export async function takeTextMessage(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const form = readForm(deps, 'sms', request)
  if (!form) return REFUSED
  const [from, body] = [form.get('From') ?? '', form.get('Body') ?? '']
  const optOut = form.get('OptOutType')?.toLowerCase()
  if (optOut === 'stop' || STOP.includes(body.trim().toLowerCase())) {
    await deps.optedOut('sms', from)
    // Twilio confirms by itself, and lets nothing of ours through any more.
    return xml(replyWith(undefined))
  }
  // “Yes” may mean anything else, where nobody had asked for silence.
  const isResumed =
    (optOut === 'start' || START.includes(body.trim().toLowerCase())) && (await deps.optedIn('sms', from))
  if (isResumed) return xml(replyWith(undefined))
  if (optOut !== undefined) return xml(replyWith(undefined))
  return xml(replyWith(await takeSmsReply(deps, from, body)))
}

function xml(body: string): CallbackAnswer {
  return { status: 200, type: 'text/xml; charset=utf-8', body }
}
