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
  screenCall,
  takeVoiceMail,
} from '@tocsin/adapters/out/telephone/hotline.ts'
import { senderFor } from '@tocsin/adapters/out/telephone/number.ts'
import { smsConfigSchema } from '@tocsin/adapters/out/telephone/sms.ts'
import { shortNumber } from '@tocsin/adapters/out/telephone/sms-text.ts'
import { callTwilio } from '@tocsin/adapters/out/telephone/twilio-call.ts'
import { isFromTwilio } from '@tocsin/adapters/out/telephone/twilio-signature.ts'
import { voiceConfigSchema } from '@tocsin/adapters/out/telephone/voice.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import type { IncidentId, PageId, ReportId, ServiceId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { calcTargets, choosePolicy } from '@tocsin/core/respond/targets.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { type CallbackLink, readCallback, signCallback } from '../../shell/secrets/callback-links.ts'
import { signReportLink } from '../../shell/secrets/report-links.ts'
import { answerPage } from '../answers/answer-page.ts'
import { localeOf, ownersOf } from '../answers/callers.ts'
import { type CallbackAnswer, type CallbackDeps, type CallbackRequest, NOT_FOUND, REFUSED } from './callback-deps.ts'

const PEOPLE_MAX = 5
const HOTLINE_PAGE = 'hotline' as PageId

interface Opened {
  form: URLSearchParams
  query: URLSearchParams
  locale: Locale
  service: ServiceId | undefined
}

function open(deps: CallbackDeps, request: CallbackRequest): Opened | 'closed' | undefined {
  const config = voiceConfigSchema.safeParse(deps.channelConfig('voice'))
  if (!config.success || config.data.provider !== 'twilio') return undefined
  const form = new URLSearchParams(request.body.toString('utf8'))
  const { auth_token: token, hotline, hotline_language: language, hotline_service: service } = config.data
  if (!isFromTwilio(token, request.headers['x-twilio-signature'], request.url, form)) return undefined
  if (hotline !== 'on') return 'closed'
  const [caller] = ownersOf(deps.engine.directory.latest(), ['sms', 'voice'], form.get('From') ?? '')
  return {
    ...{ form, query: new URL(request.url).searchParams, service: service as ServiceId | undefined },
    locale: caller ? localeOf(caller) : language,
  }
}

/** `POST /callback/hotline`: somebody calls, or has said what is wrong. */
export async function takeHotlineCall(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const opened = open(deps, request)
  if (opened === undefined) return REFUSED
  if (opened === 'closed') return xml(sayClosed('en'))
  const { form, query, locale } = opened
  if (query.get('step') !== 'said') return xml(askWhatIsWrong(locale, `${deps.publicUrl()}/callback/hotline?step=said`))
  const from = form.get('From') ?? ''
  const [caller] = ownersOf(deps.engine.directory.latest(), ['sms', 'voice'], from)
  const spoken = (form.get('SpeechResult') ?? '').trim().slice(0, LIMITS.reportTextCharsMax)
  // One call is one report, also when Twilio asks twice because our answer was lost.
  const report = `phone-${hash('sha256', form.get('CallSid') ?? '').slice(0, 32)}` as ReportId
  const incident = await deps.report({
    ...{ id: report, service: opened.service, locale, isVerified: caller !== undefined },
    text: spoken === '' ? `Call from ${from}, without words.` : spoken,
    name: caller?.name ?? from,
  })
  await sendForm(deps, from, { incident, report, locale })
  const link: CallbackLink = { incident, page: HOTLINE_PAGE, person: report as unknown as UserId }
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
  switch (query.get('step')) {
    case 'screen': {
      const callee = (await peopleFor(deps, link.incident))[index]
      const at = { index, locale, step: 'taken' }
      return xml(screenCall(localeOf(callee?.user), addressOf(deps, link, at), shortNumber(link.incident)))
    }
    case 'taken':
      return xml(await takeCall(deps, link, index, form.get('Digits')))
    case 'after':
      return xml(await afterCall(deps, link, { index, locale, isBridged: form.get('DialBridged') === 'true' }))
    case 'mail':
      await note(deps, link, voiceMailNote(form))
      return xml(sayGoodbye(locale))
    default:
      return NOT_FOUND
  }
}

interface Callee {
  user: User
  number: string
}

/** Who would be paged, step by step, with the numbers at which they are called. */
async function peopleFor({ db, engine }: CallbackDeps, incident: IncidentId): Promise<Callee[]> {
  const row = await db.selectFrom('incidents').select('state').where('id', '=', incident).executeTakeFirst()
  if (!row) return []
  const directory = engine.directory.latest()
  const { policy } = choosePolicy(directory, headOf(row.state as IncidentState))
  const targets = policy.steps.flatMap((step) => calcTargets(directory, step.targets, engine.clock.now()).people)
  const people = [...new Set(targets.map(({ user }) => user))].flatMap((id): Callee[] => {
    const user = directory.users.get(id)
    const contacts = (user?.contacts ?? []).filter(({ isVerified }) => isVerified)
    const number = (
      contacts.find(({ channel }) => channel === 'voice') ?? contacts.find(({ channel }) => channel === 'sms')
    )?.to
    return user && number !== undefined ? [{ user, number }] : []
  })
  return people.slice(0, PEOPLE_MAX)
}

interface Place {
  index: number
  locale: Locale
  step: string
}

function addressOf(
  { publicUrl, secrets, engine }: CallbackDeps,
  link: CallbackLink,
  { index, locale, step }: Place,
): string {
  return `${publicUrl()}/callback/hotline/${signCallback(secrets, link, engine.clock.now())}?step=${step}&n=${index}&lang=${locale}`
}

async function dial(
  deps: CallbackDeps,
  link: CallbackLink,
  { index, locale, isFirst }: { index: number; locale: Locale; isFirst: boolean },
): Promise<string> {
  const callee = (await peopleFor(deps, link.incident))[index]
  if (!callee) return takeVoiceMail(locale, addressOf(deps, link, { index, locale, step: 'mail' }))
  const call = {
    number: callee.number,
    screen: addressOf(deps, link, { index, locale, step: 'screen' }),
    action: addressOf(deps, link, { index, locale, step: 'after' }),
  }
  return putThrough(locale, call, isFirst ? shortNumber(link.incident) : undefined)
}

async function takeCall(deps: CallbackDeps, link: CallbackLink, index: number, key: string | null): Promise<string> {
  const callee = (await peopleFor(deps, link.incident))[index]
  if (key !== '1' || !callee) return DECLINE
  await answerPage(deps.engine, {
    incident: link.incident,
    person: callee.user.id,
    answer: 'acknowledge',
    via: 'phone',
  })
  return CONNECT
}

async function afterCall(
  deps: CallbackDeps,
  link: CallbackLink,
  { index, locale, isBridged }: { index: number; locale: Locale; isBridged: boolean },
): Promise<string> {
  const callee = (await peopleFor(deps, link.incident))[index]
  const name = callee?.user.name ?? 'Somebody'
  await note(
    deps,
    link,
    isBridged ? `${name} spoke to the caller of the hot line.` : `${name} did not take the call of the hot line.`,
  )
  return isBridged ? sayGoodbye(locale) : dial(deps, link, { index: index + 1, locale, isFirst: false })
}

function voiceMailNote(form: URLSearchParams): string {
  const url = form.get('RecordingUrl') ?? ''
  const seconds = Number(form.get('RecordingDuration') ?? 0)
  if (!/^https:\/\/[^\s<>()]+$/.test(url)) return 'The caller of the hot line left no message.'
  return `The caller of the hot line left a message of ${Number.isFinite(seconds) ? seconds : 0} seconds: ${url}`
}

async function note({ engine }: CallbackDeps, link: CallbackLink, text: string): Promise<void> {
  await runCommand(
    engine,
    link.incident,
    { type: 'AddNote', text },
    { kind: 'reporter', id: link.person as unknown as ReportId },
  )
}

/** The typed form, by text message, where those are sent through Twilio. Nothing of the call waits for it. */
async function sendForm(
  { net, engine, secrets, publicUrl, channelConfig }: CallbackDeps,
  to: string,
  { incident, report, locale }: { incident: IncidentId; report: ReportId; locale: Locale },
): Promise<void> {
  const config = smsConfigSchema.safeParse(channelConfig('sms'))
  if (!config.success || config.data.provider !== 'twilio' || !/^\+[1-9]\d{5,14}$/.test(to)) return
  const url = `${publicUrl()}/report/${signReportLink(secrets, { incident, report })}`
  const text =
    locale === 'ja'
      ? `${incident}: 詳細の追加と進み具合の確認: ${url}`
      : `${incident}: add details and see how it goes: ${url}`
  const form = [
    ['To', to],
    ['From', senderFor(to, config.data.from, config.data.senders)],
    ['Body', text],
  ] as const
  const result = await callTwilio(net, config.data, 'Messages', form, formatInstant(engine.clock.now()))
  if ('failure' in result)
    engine.log.warn({ incident, problem: result.failure.cause }, 'a caller could not be sent the form')
}

function xml(body: string): CallbackAnswer {
  return { status: 200, type: 'text/xml; charset=utf-8', body }
}
