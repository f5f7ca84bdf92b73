/**
 * Twilio's REST API for messages and calls (https://www.twilio.com/docs/messaging/api/message-resource,
 * https://www.twilio.com/docs/voice/api/call-resource), and its requests back: signed forms to the addresses that were given.
 */
import { createHmac } from 'node:crypto'
import type { HttpArrival } from './http-receiver.ts'
import { type Judgement, json, type Provider, type ProviderOptions, startProvider } from './provider.ts'

export interface TwilioSend {
  kind: 'message' | 'call'
  sid: string
  to: string
  from: string
  /** The words of a message, or the TwiML of a call. */
  text: string
  statusCallback: string | undefined
  statusEvents: string[]
}

export interface TwilioStandin extends Provider<TwilioSend> {
  account: { sid: string; token: string }
  /** Numbers whose owners sent STOP: 21610. */
  optOut(number: string): void
  /** Keeps a recording, and gives its address as Twilio tells it, without an extension. */
  record(mp3: Buffer): string
  /** A request as Twilio makes it: a form with a signature over the address and every field. */
  request(url: string, fields: Record<string, string>): { body: string; headers: Record<string, string> }
}

const SID = `AC${'0123456789abcdef'.repeat(2)}`
const TOKEN = 'fedcba9876543210'.repeat(2)
const NUMBER = /^\+[1-9]\d{5,14}$/

export async function startTwilioStandin(options: ProviderOptions): Promise<TwilioStandin> {
  const optedOut = new Set<string>()
  const recordings = new Map<string, Buffer>()
  const provider = await startProvider<TwilioSend>(
    options,
    (arrival, before) => judge(arrival, before, { optedOut, recordings }),
    ({ kind, to }) => `${kind} to ${to}`,
  )
  return {
    ...provider,
    account: { sid: SID, token: TOKEN },
    optOut: (number) => void optedOut.add(number),
    record(mp3) {
      const path = `/2010-04-01/Accounts/${SID}/Recordings/RE${String(recordings.size + 1).padStart(32, '0')}`
      recordings.set(`${path}.mp3`, mp3)
      return `${provider.url}${path}`
    },
    request: (url, fields) => signTwilioRequest(TOKEN, url, fields),
  }
}

export function signTwilioRequest(token: string, url: string, fields: Record<string, string>) {
  const names = Object.keys(fields).sort()
  const signature = createHmac('sha1', token)
    .update(url + names.map((name) => name + fields[name]).join(''))
    .digest('base64')
  return {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
  }
}

function refuse(status: number, code: number, message: string): { refusal: ReturnType<typeof json> } {
  return { refusal: json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }) }
}

interface Known {
  optedOut: ReadonlySet<string>
  recordings: ReadonlyMap<string, Buffer>
}

function judge(arrival: HttpArrival, before: number, { optedOut, recordings }: Known): Judgement<TwilioSend> {
  const wanted = `Basic ${Buffer.from(`${SID}:${TOKEN}`).toString('base64')}`
  if (arrival.headers.authorization !== wanted) return refuse(401, 20003, 'Authenticate')
  const recording = arrival.method === 'GET' ? recordings.get(arrival.path) : undefined
  if (recording)
    return { taken: undefined, answer: { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: recording } }
  const [, sid, what] = /^\/2010-04-01\/Accounts\/([^/]+)\/(Messages|Calls)\.json$/.exec(arrival.path) ?? []
  if (arrival.method !== 'POST' || sid !== SID || what === undefined)
    return refuse(404, 20404, `The requested resource ${arrival.path} was not found`)
  if (!arrival.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return refuse(415, 20006, 'Content type is not supported')
  const form = new URLSearchParams(arrival.body)
  return what === 'Messages' ? judgeMessage(form, before, optedOut) : judgeCall(form, before)
}

function judgeMessage(form: URLSearchParams, before: number, optedOut: ReadonlySet<string>): Judgement<TwilioSend> {
  const [to, body] = [form.get('To') ?? '', form.get('Body') ?? '']
  const from = form.get('From') ?? form.get('MessagingServiceSid') ?? ''
  if (!NUMBER.test(to)) return refuse(400, 21211, `Invalid 'To' Phone Number: ${to}`)
  if (from === '') return refuse(400, 21603, "A 'From' phone number is required")
  const sender = form.has('From') ? /^(\+[1-9]\d{5,14}|[A-Za-z0-9 ]{1,11})$/ : /^MG[0-9a-f]{32}$/
  if (!sender.test(from)) return refuse(400, 21212, `Invalid From Number (caller ID): ${from}`)
  if (body === '') return refuse(400, 21602, 'Message body is required')
  if (body.length > 1_600) return refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  if (!isAbsolute(form.get('StatusCallback'))) return refuse(400, 21609, 'The StatusCallback URL is not a valid URL')
  if (optedOut.has(to)) return refuse(400, 21610, 'Attempt to send to unsubscribed recipient')
  return take('message', form, body, { before, from })
}

function judgeCall(form: URLSearchParams, before: number): Judgement<TwilioSend> {
  const [to, from] = [form.get('To') ?? '', form.get('From') ?? '']
  if (!NUMBER.test(to)) return refuse(400, 21217, `Phone number ${to} is not a valid number`)
  if (!NUMBER.test(from)) return refuse(400, 21212, `Invalid From Number (caller ID): ${from}`)
  const twiml = form.get('Twiml') ?? ''
  if (twiml === '' && !form.has('Url')) return refuse(400, 21205, 'Url parameter is required')
  if (twiml.length > 4_000) return refuse(400, 21218, 'Twiml exceeds 4000 characters')
  if (twiml !== '' && !isTwiml(twiml)) return refuse(400, 12100, 'Document parse failure')
  if (!isAbsolute(form.get('StatusCallback'))) return refuse(400, 21609, 'The StatusCallback URL is not a valid URL')
  const events = form.getAll('StatusCallbackEvent')
  if (events.some((event) => !['initiated', 'ringing', 'answered', 'completed'].includes(event)))
    return refuse(400, 21626, 'Invalid StatusCallbackEvent')
  return take('call', form, twiml, { before, from })
}

function take(
  kind: TwilioSend['kind'],
  form: URLSearchParams,
  text: string,
  { before, from }: { before: number; from: string },
): Judgement<TwilioSend> {
  const sid = `${kind === 'message' ? 'SM' : 'CA'}${String(before + 1).padStart(32, '0')}`
  const statusCallback = form.get('StatusCallback') ?? undefined
  const statusEvents = form.getAll('StatusCallbackEvent')
  return {
    taken: { kind, sid, to: form.get('To') ?? '', from, text, statusCallback, statusEvents },
    answer: json(201, { sid, status: 'queued', error_code: null, account_sid: SID }),
  }
}

function isAbsolute(url: string | null): boolean {
  return url === null || /^https?:\/\/[^\s]+$/.test(url)
}

/** Well-formed, as far as it matters here: tags that close in order, and nothing of XML's own in texts. */
export function isTwiml(text: string): boolean {
  const open: string[] = []
  const rest = text.replace(/^<\?xml[^?]*\?>/, '')
  for (const [, tag = '', inside = ''] of rest.matchAll(/<([^<>]*)>|([^<>]+)/g)) {
    if (inside !== '' && /&(?!(?:amp|lt|gt|quot|apos);)/.test(inside)) return false
    if (tag.startsWith('/')) {
      if (open.pop() !== tag.slice(1)) return false
    } else if (tag !== '' && !tag.endsWith('/')) open.push(tag.split(/\s/)[0] ?? '')
  }
  return open.length === 0 && /^<Response(?:\/>|>)/.test(rest)
}
