import { headerValue, headerValues, type Mail } from './mail.ts'

/**
 * Mails that are about mails: answers that a machine gave, bounces, and our own. They are ignored, and the source says so. A notice that
 * a machine sent of itself (`Auto-Submitted: auto-generated`, RFC 3834) is what alerts are, so it is taken unless it answers something.
 *
 * @returns the sentence why, or undefined for a mail that is to be read
 */
export function whyIgnored(mail: Mail): string | undefined {
  if (headerValue(mail, 'x-tocsin-page') !== undefined || marksOurLoop(mail)) return 'it is a mail of Tocsin itself'
  if (isBounce(mail)) return 'it is a report about a mail that could not be delivered'
  if (headerValues(mail, 'received').length > HOPS_MAX)
    return `it went through more than ${HOPS_MAX} mail servers: a loop`
  const submitted = wordOf(headerValue(mail, 'auto-submitted'))
  const isAnswer = headerValue(mail, 'in-reply-to') !== undefined || OUT_OF_OFFICE.test(mail.subject)
  if (submitted === 'auto-replied' || submitted === 'auto-notified')
    return `it is an automatic reply (Auto-Submitted: ${submitted})`
  if (submitted === 'auto-generated' && isAnswer) return 'it is an automatic reply (Auto-Submitted: auto-generated)'
  const precedence = wordOf(headerValue(mail, 'precedence'))
  const isMassMail = precedence === 'bulk' || precedence === 'list'
  if (precedence === 'junk' || precedence === 'auto_reply' || (isMassMail && isAnswer))
    return `it is an automatic reply (Precedence: ${precedence})`
  if (headerValue(mail, 'x-autoreply') !== undefined || headerValue(mail, 'x-autorespond') !== undefined)
    return 'it is an automatic reply (X-Autoreply)'
  return OUT_OF_OFFICE.test(mail.subject) ? 'it is an out-of-office reply' : undefined
}

/** RFC 5321 advises a hundred at least; a mail that came so far by way of us would be the hundredth of its kind. */
const HOPS_MAX = 50
const OUT_OF_OFFICE =
  /^(?:auto(?:matic|matische)?[ -]?(?:reply|antwort|response)|out of (?:the )?office|abwesenheit|自動(?:返信|応答)|不在通知)/i

function marksOurLoop(mail: Mail): boolean {
  return headerValues(mail, 'x-loop').some((value) => /\btocsin\b/i.test(value))
}

/** RFC 3464 and 5321: bounces come from the null sender, or say what they are. */
function isBounce(mail: Mail): boolean {
  const type = headerValue(mail, 'content-type') ?? ''
  const returnPath = headerValue(mail, 'return-path')?.trim()
  return (
    mail.envelopeFrom === '' ||
    returnPath === '<>' ||
    /^\s*multipart\/report\b/i.test(type) ||
    /^(?:mailer-daemon|postmaster)@/.test(mail.from)
  )
}

function wordOf(value: string | undefined): string | undefined {
  return value?.split(/[;\s(]/, 1)[0]?.toLowerCase()
}
