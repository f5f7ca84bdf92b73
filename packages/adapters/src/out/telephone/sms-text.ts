import type { BundledIncident, Message } from '../channel.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { wordsOf } from '../words.ts'

/** A text message costs by its parts (153 letters, or 67 characters of other scripts): about three of them. */
const TEXT_CHARS_MAX = 420
const SUBJECT_CHARS_MAX = 160
/** Of each incident of a message about several, beside its link. */
const BUNDLED_CHARS_MAX = 60
/** Six with their links are below the 1,600 characters that a text message can have at most. */
export const SMS_BUNDLE_MAX = 6

/** The number by which an incident is called in an answer: 123 of INC-2026-000123. */
export function shortNumber(incident: string): string {
  return String(Number(incident.slice(incident.lastIndexOf('-') + 1)))
}

/**
 * What it is, then how to answer. The subject is cut before anything that one needs in order to answer is.
 *
 * @param canReply whether what is sent back arrives here; without it the link acknowledges
 */
export function formatSms(message: Message, canReply: boolean): string {
  const words = wordsOf(message)
  const { kind, incident, code, links, lines } = message
  if (code !== undefined) {
    const said = `${oneLine(message.subject, 80)}. ${words.code(code)}`
    return canReply ? `${said}. ${words.optOut}` : said
  }
  if (message.bundle) return formatBundle(message, message.bundle, canReply)
  const subject = oneLine(message.subject, SUBJECT_CHARS_MAX)
  const link = links.find(({ action }) => action === (kind === 'page' && !canReply ? 'acknowledge' : 'view'))
  const how = [
    ...(kind === 'page' && canReply && incident ? [words.reply(shortNumber(incident.id))] : []),
    ...(link ? [kind === 'page' && !canReply ? `${words.link.acknowledge}: ${link.url}` : link.url] : []),
  ]
  if (message.isWorded) return formatWorded(message, how)
  const room = TEXT_CHARS_MAX - subject.length - how.join('\n').length - 2
  const said = room > 20 ? clipChars(oneLine(lines.join(' '), 1_000), room) : ''
  return [subject, said, ...how].filter((part) => part !== '').join('\n')
}

/** Of several incidents, each of which is named: fewer than the text messages that it stands for. */
function formatBundle(message: Message, bundle: readonly BundledIncident[], canReply: boolean): string {
  const words = wordsOf(message)
  const lines = bundle.map(({ id, priority, services, title, links }) => {
    const said = oneLine(
      `${shortNumber(id)} ${priority} ${[...services.slice(0, 1), title].join(': ')}`,
      BUNDLED_CHARS_MAX,
    )
    const link = canReply ? undefined : links.find(({ action }) => action === 'acknowledge')
    return link ? `${said}\n${words.link.acknowledge}: ${link.url}` : said
  })
  const [first] = bundle
  const how = canReply && first ? [words.replyAll(shortNumber(first.id))] : []
  return [oneLine(message.subject, SUBJECT_CHARS_MAX), ...lines, ...how].join('\n')
}

/** The organisation's own words. How to answer is added, unless they hold the whole link that acknowledges. */
function formatWorded({ lines, links }: Message, how: readonly string[]): string {
  const own = lines.map((line) => oneLine(line, TEXT_CHARS_MAX)).join('\n')
  const acknowledge = links.find(({ action }) => action === 'acknowledge')?.url
  const whole = clipChars(own, TEXT_CHARS_MAX)
  if (acknowledge !== undefined && whole.split(/\s/).includes(acknowledge)) return whole
  const answer = how.join('\n')
  const said = clipChars(own, Math.max(SUBJECT_CHARS_MAX, TEXT_CHARS_MAX - answer.length - 1))
  return [said, answer].filter((part) => part !== '').join('\n')
}
