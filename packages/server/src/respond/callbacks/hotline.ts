/**
 * The hot line: a number of Twilio that people call. It asks what is wrong, opens an incident the way the portal does, sends the caller
 * a link to the typed form, and puts them through to who would be paged, one after the other; whoever presses 1 takes the incident and
 * the call. When nobody does, the voice mail is a note. The steps follow from addresses, so that a restart loses no call.
 */
import { hash } from 'node:crypto'
import {
  askWhatIsWrong,
  CONNECT,
  DECLINE,
  putThrough,
  sayClosed,
  sayGoodbye,
  sayOver,
  sayTooMany,
  screenCall,
  takeVoiceMail,
} from '@tocsin/adapters/out/telephone/hotline.ts'
import { shortNumber } from '@tocsin/adapters/out/telephone/sms-text.ts'
import type { TwilioVoiceConfig } from '@tocsin/adapters/out/telephone/twilio-config.ts'
import { isFromTwilio } from '@tocsin/adapters/out/telephone/twilio-signature.ts'
import { voiceConfigSchema } from '@tocsin/adapters/out/telephone/voice.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { PageId, ReportId, ServiceId, UserId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Severity } from '@tocsin/core/kernel/scales.ts'
import { type CallbackLink, readCallback, signCallback } from '../../shell/secrets/callback-links.ts'
import { answerPage } from '../answers/answer-page.ts'
import { localeOf, ownersOf } from '../answers/callers.ts'
import { type CallbackAnswer, type CallbackDeps, type CallbackRequest, NOT_FOUND, REFUSED } from './callback-deps.ts'
import { sendForm } from './hotline-form.ts'
import { isTooMany } from './hotline-limit.ts'
import { takeMessage } from './hotline-message.ts'
import { noteOnce } from './hotline-notes.ts'
import { findCalled, WHO_HAS_IT } from './hotline-people.ts'

const HOTLINE_PAGE = 'hotline' as PageId

interface Opened {
  form: URLSearchParams
  query: URLSearchParams
  locale: Locale
  service: ServiceId | undefined
  severity: Severity
  config: TwilioVoiceConfig
  /** Verified people of ours are let through however often they ring. */
  isKnown: boolean
}

function open(deps: CallbackDeps, request: CallbackRequest): Opened | 'closed' | undefined {
  const config = voiceConfigSchema.safeParse(deps.channelConfig('voice'))
  if (!config.success || config.data.provider !== 'twilio') return undefined
  const form = new URLSearchParams(request.body.toString('utf8'))
  const { auth_token: token, hotline, hotline_language: language, hotline_service: service } = config.data
  const { hotline_severity: severity } = config.data
  if (!isFromTwilio(token, request.headers['x-twilio-signature'], request.url, form)) return undefined
  if (hotline !== 'on') return 'closed'
  const [caller] = ownersOf(deps.engine.directory.latest(), ['sms', 'voice'], form.get('From') ?? '')
  return {
    ...{ form, query: new URL(request.url).searchParams, service: service as ServiceId | undefined, severity },
    ...{ config: config.data, isKnown: caller !== undefined },
    locale: caller ? localeOf(caller) : language,
  }
}

/** `POST /callback/hotline`: somebody calls, or has said what is wrong. */
export async function takeHotlineCall(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const opened = open(deps, request)
  if (opened === undefined) return REFUSED
  if (opened === 'closed') return xml(sayClosed('en'))
  const { form, query, locale, config } = opened
  const call = { from: form.get('From') ?? '', sid: form.get('CallSid') ?? '', max: config.hotline_calls_per_hour }
  if (!opened.isKnown && (await isTooMany(deps, call))) return xml(sayTooMany(locale))
  if (query.get('step') !== 'said') return xml(askWhatIsWrong(locale, `${deps.publicUrl()}/callback/hotline?step=said`))
  const from = form.get('From') ?? ''
  const [caller] = ownersOf(deps.engine.directory.latest(), ['sms', 'voice'], from)
  const spoken = (form.get('SpeechResult') ?? '').trim().slice(0, LIMITS.reportTextCharsMax)
  // One call is one report, also when Twilio asks twice because our answer was lost.
  const report = `phone-${hash('sha256', form.get('CallSid') ?? '').slice(0, 32)}` as ReportId
  const incident = await deps.report({
    ...{ id: report, service: opened.service, severity: opened.severity, locale, isVerified: caller !== undefined },
    text: spoken === '' ? `Call from ${from}, without words.` : spoken,
    name: caller?.name ?? from,
  })
  const link: CallbackLink = { incident, page: HOTLINE_PAGE, person: report as unknown as UserId }
  // Twilio hangs up on a caller whose answer takes long: the form goes its own way.
  aside(deps, sendForm(deps, from, { incident, report, locale }), link)
  return xml(await dial(deps, link, { index: 0, locale, isFirst: true }))
}

/** `POST /callback/hotline/<token>`: what goes on within a call about an incident. */
export async function takeHotlineStep(
  deps: CallbackDeps,
  token: string,
  request: CallbackRequest,
): Promise<CallbackAnswer> {
  const opened = open(deps, request)
  if (opened === undefined) return REFUSED
  const link = readCallback(deps.secrets, token, deps.engine.clock.now())
  if (opened === 'closed' || link?.page !== HOTLINE_PAGE) return NOT_FOUND
  const { form, query } = opened
  const locale: Locale = query.get('lang') === 'ja' ? 'ja' : 'en'
  const index = Number(query.get('n') ?? 0)
  const who = (query.get('who') ?? '') as UserId
  switch (query.get('step')) {
    case 'screen': {
      const at = { index, locale, step: 'taken', who }
      return xml(screenCall(localeOf(userOf(deps, who)), addressOf(deps, link, at), shortNumber(link.incident)))
    }
    case 'taken':
      return xml(await takeCall(deps, link, who, form.get('Digits')))
    case 'after':
      return xml(await afterCall(deps, link, { index, locale, who, isBridged: form.get('DialBridged') === 'true' }))
    case 'mail':
      await takeMessage(deps, opened.config, link, form)
      return xml(sayGoodbye(locale))
    default:
      return NOT_FOUND
  }
}

interface Place {
  index: number
  locale: Locale
  step: string
  /** Whom it is about: who stands at which place can change while a telephone rings. */
  who?: UserId
}

function addressOf(
  { publicUrl, secrets, engine }: CallbackDeps,
  link: CallbackLink,
  { index, locale, step, who }: Place,
): string {
  const callee = who === undefined ? '' : `&who=${encodeURIComponent(who)}`
  return `${publicUrl()}/callback/hotline/${signCallback(secrets, link, engine.clock.now())}?step=${step}&n=${index}&lang=${locale}${callee}`
}

function userOf({ engine }: CallbackDeps, id: UserId) {
  return engine.directory.latest().users.get(id)
}

async function dial(
  deps: CallbackDeps,
  link: CallbackLink,
  { index, locale, isFirst }: { index: number; locale: Locale; isFirst: boolean },
): Promise<string> {
  const { callee, nobody, isOver } = await findCalled(deps, link.incident, index)
  if (isOver) return sayOver(locale)
  if (!callee) return takeVoiceMail(locale, addressOf(deps, link, { index, locale, step: 'mail' }), nobody)
  const at = { index: callee.index, locale, who: callee.user }
  const call = {
    number: callee.number,
    screen: addressOf(deps, link, { ...at, step: 'screen' }),
    action: addressOf(deps, link, { ...at, step: 'after' }),
  }
  return putThrough(locale, call, isFirst ? shortNumber(link.incident) : undefined)
}

async function takeCall(deps: CallbackDeps, link: CallbackLink, who: UserId, key: string | null): Promise<string> {
  if (key !== '1' || !userOf(deps, who)) return DECLINE
  await answerPage(deps.engine, { incident: link.incident, person: who, answer: 'acknowledge', via: 'phone' })
  return CONNECT
}

async function afterCall(
  deps: CallbackDeps,
  link: CallbackLink,
  { index, locale, who, isBridged }: { index: number; locale: Locale; who: UserId; isBridged: boolean },
): Promise<string> {
  const name = userOf(deps, who)?.name ?? 'Somebody'
  await noteOnce(
    deps,
    link,
    isBridged ? `${name} spoke to the caller of the hot line.` : `${name} did not take the call of the hot line.`,
  )
  if (isBridged) return sayGoodbye(locale)
  return dial(deps, link, { index: index === WHO_HAS_IT ? index : index + 1, locale, isFirst: false })
}

/** Nobody waits for it, and what it rejected with would end the process. What went wrong stands on the timeline. */
function aside(deps: CallbackDeps, work: Promise<string | undefined>, link: CallbackLink): void {
  const told = async () => {
    const problem = await work
    if (problem === undefined) return
    deps.engine.log.warn({ incident: link.incident, problem }, 'a caller could not be sent the form')
    await noteOnce(deps, link, `The caller of the hot line could not be sent the form: ${problem}`)
  }
  told().catch((error: unknown) =>
    deps.engine.log.error({ incident: link.incident, error: String(error) }, 'a caller could not be sent the form'),
  )
}

function xml(body: string): CallbackAnswer {
  return { status: 200, type: 'text/xml; charset=utf-8', body }
}
