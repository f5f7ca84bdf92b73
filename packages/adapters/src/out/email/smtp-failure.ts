import type { Failure } from '../failure.ts'
import { oneLine } from '../plain-text.ts'

/** RFC 4954 §6: the server wants credentials, or other ones. 454 is its temporary sister and passes like any 4xx. */
const CREDENTIALS = new Set([530, 534, 535, 538])
/** RFC 5321 §4.2.2: the mailbox does not exist, is elsewhere, has no allowed name; RFC 7504: the host takes no mail. */
const MAILBOX = new Set([550, 551, 553, 556])

/**
 * What a refusal of the SMTP server means for the page. The enhanced code (RFC 3463), where the server sends one, tells a bad
 * recipient (5.1.x) from a bad sender (5.1.7, 5.1.8) and from policy (5.7.x), which all come as 550.
 */
export function failureOfSmtpReply({ code, response }: { code: number; response: string }): Failure {
  const cause = `SMTP ${code}: ${oneLine(response.replace(new RegExp(`^${code}[ -]`), ''), 200)}`
  if (code < 500) return { code: 'provider_error', retry: 'later', cause }
  if (CREDENTIALS.has(code)) return { code: 'bad_credentials', retry: 'never', cause }
  const enhanced = /\b5\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0]
  if (enhanced === '5.1.7' || enhanced === '5.1.8') return { code: 'not_configured', retry: 'never', cause }
  if (enhanced?.startsWith('5.7.')) return { code: 'refused', retry: 'never', cause }
  if (MAILBOX.has(code)) return { code: 'bad_address', retry: 'never', cause }
  return { code: 'refused', retry: 'never', cause }
}
