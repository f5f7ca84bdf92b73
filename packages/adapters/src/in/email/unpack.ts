/**
 * Takes a body apart, whichever way it came: the mail itself (RFC 5322, over SMTP or posted as it is), or the form in which a mail
 * provider posts it (Mailgun's routes, SendGrid's Inbound Parse, Postmark's inbound webhook, Amazon SES by way of SNS). Whatever cannot be
 * taken apart is a sentence, never an exception.
 */
import PostalMime, { type Address, type Email } from 'postal-mime'
import type { DoorRequest } from '../door.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { formFiles } from './form-files.ts'
import { textOfHtml } from './html-text.ts'
import { headerValue, type Mail, type MailAttachment, type SenderChecks, type Unpacked } from './mail.ts'
import { type Envelope, mailOf, parseFrom } from './mail-parts.ts'
import { unpackPostmark, unpackSes } from './provider-json.ts'

/** Names of headers by which the SMTP listener tells the envelope; the key in the recipient stays out of them. */
export const ENVELOPE_FROM = 'x-envelope-from'
export const ENVELOPE_DETAIL = 'x-envelope-detail'

export async function unpack(request: DoorRequest): Promise<DoorRequest> {
  return { ...request, content: await unpackBody(request) }
}

async function unpackBody(request: DoorRequest): Promise<Unpacked> {
  if (request.body.byteLength === 0) return { problem: 'the body is empty' }
  if (request.method === 'SMTP') {
    const from = request.headers[ENVELOPE_FROM]
    return unpackMime(request.body, { from, detail: request.headers[ENVELOPE_DETAIL] ?? '' })
  }
  const type = request.headers['content-type'] ?? ''
  const isForm = /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)
  if (!isForm && !beginsAsJson(request.body)) return unpackMime(request.body, {})
  const parsed = parseFormOrJson(request)
  if ('error' in parsed) return { problem: `the body is neither a mail nor JSON: ${parsed.error}` }
  if (!isFields(parsed.value)) return { problem: 'the body is neither a mail nor that of a mail provider' }
  return isForm ? unpackForm(parsed.value, () => formFiles(request.body, type)) : unpackJson(parsed.value)
}

function beginsAsJson(body: Uint8Array): boolean {
  return /^\s*[{[]/.test(new TextDecoder().decode(body.subarray(0, 64)))
}

async function unpackJson(body: Readonly<Record<string, unknown>>): Promise<Unpacked> {
  const found = unpackSes(body) ?? unpackPostmark(body)
  if (found === undefined)
    return { problem: 'the body is JSON, but neither of Postmark nor of Amazon SES: it holds no mail' }
  return 'raw' in found ? unpackMime(found.raw, found.envelope) : found
}

/** Mailgun and SendGrid: the whole mail in one field, or its parts in several, with its attachments as files of the form. */
async function unpackForm(form: Readonly<Record<string, unknown>>, files: () => MailAttachment[]): Promise<Unpacked> {
  const checks: SenderChecks = {
    ...checkOf('spf', textAt(form, 'SPF') ?? textAt(form, 'X-Mailgun-Spf')),
    ...checkOf(
      'dkim',
      /:\s*(\w+)/.exec(textAt(form, 'dkim') ?? '')?.[1] ?? textAt(form, 'X-Mailgun-Dkim-Check-Result'),
    ),
  }
  const sendgrid = parsedJson(textAt(form, 'envelope'))
  const [to] = [valueAt(sendgrid, 'to')].flat()
  const envelope: Envelope = {
    from: textAt(sendgrid, 'from') ?? textAt(form, 'sender'),
    to: textAt(form, 'recipient') ?? (typeof to === 'string' ? to : undefined),
    checks,
  }
  const raw = textAt(form, 'body-mime') ?? textAt(form, 'email')
  if (raw !== undefined) return unpackMime(new TextEncoder().encode(raw), envelope)
  const headers = formHeaders(form)
  const from = textAt(form, 'from') ?? textAt(form, 'From') ?? headers.find(([name]) => name === 'from')?.[1] ?? ''
  const html = textAt(form, 'html') ?? textAt(form, 'body-html')
  const text = textAt(form, 'text') ?? textAt(form, 'body-plain') ?? (html === undefined ? '' : textOfHtml(html))
  const subject = textAt(form, 'subject') ?? textAt(form, 'Subject') ?? ''
  if (from === '' && subject === '' && text === '')
    return { problem: 'the form holds no mail: it has none of the fields from, subject, text and body-plain' }
  return { mail: mailOf({ ...parseFrom(from), subject, text, headers, attachments: files() }, envelope) }
}

/** SendGrid gives the headers as they stood, Mailgun as a list of pairs in JSON. */
function formHeaders(form: Readonly<Record<string, unknown>>): [string, string][] {
  const pairs = parsedJson(textAt(form, 'message-headers'))
  if (Array.isArray(pairs)) {
    return pairs.flatMap((pair: unknown): [string, string][] => {
      const [name, value] = Array.isArray(pair) ? pair : []
      return typeof name === 'string' && typeof value === 'string' ? [[name.toLowerCase(), value]] : []
    })
  }
  const lines = (textAt(form, 'headers') ?? '').replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  return lines.flatMap((line): [string, string][] => {
    const [, name, value = ''] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name.toLowerCase(), value]]
  })
}

function checkOf(name: 'spf' | 'dkim', result: string | undefined): SenderChecks {
  return result === undefined ? {} : { [name]: result.toLowerCase() }
}

function parsedJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // A field of a form that somebody else fills in: what is no JSON says nothing.
    return undefined
  }
}

/** The nesting of a mail that somebody means; more is an attempt on whoever reads it. */
const NESTING_MAX = 30
const HEADER_BYTES_MAX = 256 * 1024

export async function unpackMime(bytes: Uint8Array, envelope: Envelope): Promise<Unpacked> {
  let mail: Email
  try {
    mail = await PostalMime.parse(bytes, { maxNestingDepth: NESTING_MAX, maxHeadersSize: HEADER_BYTES_MAX })
  } catch (error) {
    return { problem: `the mail cannot be taken apart: ${error instanceof Error ? error.message : String(error)}` }
  }
  const from = mailboxOf(mail.from)
  if (from.from === '' && mail.subject === undefined && mail.messageId === undefined)
    return { problem: 'the body is no mail: it has none of the headers From, Subject and Message-ID' }
  const text = mail.text?.trim() || (mail.html === undefined ? '' : textOfHtml(mail.html))
  const headers = mail.headers.map(({ key, value }): [string, string] => [key, value])
  const to = envelope.to ?? headerValue({ headers }, 'x-original-to') ?? mailboxOf(mail.to?.[0]).from
  const attachments = mail.attachments.map(({ filename, mimeType, content, disposition, related }) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
    const isInline = disposition === 'inline' || related === true
    return { name: filename ?? '', mediaType: mimeType, bytes: bytes.byteLength, content: bytes, isInline }
  })
  return { mail: mailOf({ ...from, subject: mail.subject ?? '', text, headers, attachments }, { ...envelope, to }) }
}

function mailboxOf(address: Address | undefined): Pick<Mail, 'from' | 'fromName'> {
  if (address === undefined) return { from: '', fromName: '' }
  const [mailbox] = address.group ?? [address]
  return { from: mailbox?.address ?? '', fromName: mailbox?.name ?? address.name }
}
