/**
 * Mails that say that a mail of ours could not be delivered: delivery status notifications (RFC 3464), and what older servers write in
 * plain words. Only what is final counts; a delay is none.
 */
import { headerValue, type Mail } from './mail.ts'

export interface Bounce {
  /** The id of our message, where the report brings its headers along. */
  page: string | undefined
  /** What the server said, on one line. */
  cause: string
}

const CAUSE_CHARS_MAX = 200
const REPORT = /^message\/(?:global-)?delivery-status\b/i
const RETURNED = /^(?:message\/(?:rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)\b/i
const OUR_HEADER = /^X-Tocsin-Page:[ \t]*(\S{1,100})[ \t]*$/im
/** RFC 3463: the second class of answers that are final; RFC 5321: the replies behind them. */
const FINAL = /\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-4]\b/

/** Undefined for every other mail. */
export function readBounce(mail: Mail): Bounce | undefined {
  const report = mail.attachments.find(({ mediaType }) => REPORT.test(mediaType))
  const cause = report ? causeOfReport(textOf(report.content)) : causeInWords(mail)
  if (cause === undefined) return undefined
  return { page: pageOf(mail), cause: cause.replace(/\s+/g, ' ').trim().slice(0, CAUSE_CHARS_MAX) }
}

/** Groups of fields with empty lines between them, one for each recipient after that of the whole mail. */
function causeOfReport(text: string): string | undefined {
  const groups = text
    .replace(/\r\n/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
  const failed = groups.find((fields) => fields.get('action')?.toLowerCase() === 'failed')
  if (!failed) return undefined
  const status = failed.get('status')
  // `smtp; 550 5.1.1 …`: the kind of the code says nothing to people.
  const said = failed.get('diagnostic-code')?.replace(/^\s*[\w-]+\s*;\s*/, '')
  return said ?? (status === undefined ? 'it could not be delivered' : `status ${status}`)
}

function fieldsOf(group: string): Map<string, string> {
  const lines = group.replace(/\n[ \t]+/g, ' ').split('\n')
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value = ''] = /^([\w-]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? []
      return name === undefined ? [] : [[name.toLowerCase(), value.trim()]]
    }),
  )
}

/** Answers of people's out-of-office replies come from the null sender as well: those name no code that is final. */
function causeInWords(mail: Mail): string | undefined {
  const returnPath = headerValue(mail, 'return-path')?.trim()
  const isOfServer = mail.envelopeFrom === '' || returnPath === '<>' || /^(?:mailer-daemon|postmaster)@/.test(mail.from)
  if (!isOfServer) return undefined
  return mail.text.split(/\r?\n/).find((line) => FINAL.test(line))
}

function pageOf({ attachments, text }: Mail): string | undefined {
  const returned = attachments.filter(({ mediaType }) => RETURNED.test(mediaType)).map(({ content }) => textOf(content))
  for (const each of [...returned, text]) {
    const page = OUR_HEADER.exec(each)?.[1]
    if (page !== undefined) return page
  }
  return undefined
}

function textOf(content: Uint8Array | undefined): string {
  return content ? new TextDecoder().decode(content) : ''
}
