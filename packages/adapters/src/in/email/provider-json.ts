/** Bodies of mail providers that post JSON: Postmark's inbound webhook, and Amazon SES by way of SNS. */
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { textOfHtml } from './html-text.ts'
import type { SenderChecks, Unpacked } from './mail.ts'
import { type Envelope, mailOf, parseFrom } from './mail-parts.ts'

type Fields = Readonly<Record<string, unknown>>

/** Postmark (postmarkapp.com/developer, "Inbound webhook"); undefined for what is not of Postmark. */
export function unpackPostmark(body: Fields): Unpacked | undefined {
  const from = textAt(body, 'From')
  if (from === undefined || !Object.hasOwn(body, 'TextBody')) return undefined
  const html = textAt(body, 'HtmlBody')
  const headers = listAt(body, 'Headers').flatMap((each): [string, string][] => {
    const name = textAt(each, 'Name')
    return name === undefined ? [] : [[name.toLowerCase(), textAt(each, 'Value') ?? '']]
  })
  const attachments = listAt(body, 'Attachments').map((each) => ({
    name: textAt(each, 'Name') ?? '',
    mediaType: textAt(each, 'ContentType') ?? 'application/octet-stream',
    bytes: Number(textAt(each, 'ContentLength') ?? 0) || 0,
    content: bytesOf(textAt(each, 'Content')),
    isInline: Boolean(textAt(each, 'ContentID')),
  }))
  const parts = {
    ...parseFrom(from),
    ...{ from: textAt(body, 'FromFull', 'Email') ?? parseFrom(from).from },
    subject: textAt(body, 'Subject') ?? '',
    text: textAt(body, 'TextBody') ?? (html === undefined ? '' : textOfHtml(html)),
    ...{ headers, attachments },
  }
  const detail = textAt(body, 'MailboxHash')
  const to = textAt(body, 'OriginalRecipient')
  return { mail: mailOf(parts, { to, ...(detail !== undefined && { detail }) }) }
}

/**
 * A receipt notification of SES (docs.aws.amazon.com, "Contents of notifications for Amazon SES email receiving"), with the mail as
 * `content`, inside of a message of SNS or delivered raw; undefined for what is neither.
 */
export function unpackSes(body: Fields): Unpacked | { raw: Uint8Array; envelope: Envelope } | undefined {
  const type = textAt(body, 'Type')
  if (type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation') {
    const address = textAt(body, 'SubscribeURL')
    return address === undefined ? { problem: 'the confirmation of SNS names no address' } : { confirm: address }
  }
  const inner = type === 'Notification' ? parsed(textAt(body, 'Message')) : body
  if (!isFields(inner) || valueAt(inner, 'receipt') === undefined || valueAt(inner, 'mail') === undefined)
    return undefined
  const content = textAt(inner, 'content')
  if (content === undefined)
    return { problem: 'the notification of SES holds no mail: let the SNS action of the rule include it, up to 150 KB' }
  const isBase64 = textAt(inner, 'receipt', 'action', 'encoding')?.toUpperCase() === 'BASE64'
  const [to] = textList(valueAt(inner, 'receipt', 'recipients'))
  const checks = Object.fromEntries(
    (['spf', 'dkim', 'dmarc'] as const).flatMap((name) => {
      const status = textAt(inner, 'receipt', `${name}Verdict`, 'status')
      return status === undefined ? [] : [[name, status.toLowerCase()]]
    }),
  ) satisfies SenderChecks
  const raw = new Uint8Array(Buffer.from(content, isBase64 ? 'base64' : 'utf8'))
  return { raw, envelope: { from: textAt(inner, 'mail', 'source'), to, checks } }
}

function bytesOf(base64: string | undefined): Uint8Array | undefined {
  return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'))
}

function listAt(body: unknown, name: string): unknown[] {
  const value = valueAt(body, name)
  return Array.isArray(value) ? value.slice(0, LIST_MAX) : []
}

const LIST_MAX = 500

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    // What stands in a message of SNS is anybody's: what is no JSON is no mail.
    return undefined
  }
}
