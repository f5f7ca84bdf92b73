/**
 * The mail of a page, read at night on a phone: what it is, since when, why you, and one big button. Pure text in, text and HTML
 * out. No pictures and nothing remote; colours are given twice (inline for light, a style sheet for dark), because many mail
 * programs drop one or the other.
 */
import { formatInstant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { BundledIncident, Message } from '../channel.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { type Block, escapeHtml, renderDocument } from './html.ts'
import { type MailWords, mailWords } from './words.ts'

const SUBJECT_CHARS_MAX = 200
const HEADING_CHARS_MAX = 300
const LINE_CHARS_MAX = 2_000
const LINES_MAX = 40
const SERVICES_SHOWN_MAX = 20

export function formatSubject(message: Message): string {
  return oneLine(message.subject, SUBJECT_CHARS_MAX)
}

/** The plain-text part: the same as the HTML, in the same order. */
export function renderText(message: Message): string {
  const words = mailWords(message)
  const code = message.code === undefined ? [] : [words.code(message.code), '']
  const links = message.links.map(({ action, url }) => `${words.link[action]}: ${url}`)
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`)
  const bundle = (message.bundle ?? []).map(({ said, links: ways }) =>
    [said, ...ways.map(({ action, url }) => `${words.link[action]}: ${url}`)].join('\n'),
  )
  const parts = [linesOf(message).join('\n'), ...bundle, code.join('\n'), links.join('\n'), facts.join('\n')]
  const body = [headingOf(message), ...parts.filter((part) => part !== '')].join('\n\n')
  return `${body}\n\n-- \n${footerOf(message)}\n`
}

/** The HTML part: one column, 16 px text, a button of thumb size, light and dark. */
export function renderHtml(message: Message): string {
  const words = mailWords(message)
  const isLoud = message.kind === 'page' && message.urgency === 'high'
  const [main, ...others] = message.links
  const blocks: Block[] = [
    { kind: 'badge', text: badgeOf(message), isLoud },
    { kind: 'heading', text: headingOf(message) },
    ...linesOf(message).map((text): Block => ({ kind: 'paragraph', text })),
    ...(message.bundle ?? []).flatMap((each) => bundledBlocks(each, words)),
    ...(message.code === undefined ? [] : [{ kind: 'code', text: message.code } satisfies Block]),
    ...(main === undefined ? [] : [{ kind: 'button', text: words.link[main.action], url: main.url } satisfies Block]),
    ...(others.length === 0
      ? []
      : [
          {
            kind: 'links',
            links: others.map(({ action, url }) => ({ text: words.link[action], url })),
          } satisfies Block,
        ]),
    { kind: 'facts', facts: factsOf(message) },
    { kind: 'footer', text: footerOf(message) },
  ]
  return renderDocument({
    language: message.locale ?? 'en',
    title: escapeHtml(formatSubject(message)),
    preview: linesOf(message)[0] ?? '',
    blocks,
  })
}

/** What one of several says, and the ways to answer that one. */
function bundledBlocks({ said, links }: BundledIncident, words: MailWords): Block[] {
  return [
    { kind: 'paragraph', text: oneLine(said, LINE_CHARS_MAX) },
    { kind: 'links', links: links.map(({ action, url }) => ({ text: words.link[action], url })) },
  ]
}

function headingOf({ incident, subject, isWorded }: Message): string {
  return oneLine((isWorded ? undefined : incident?.title) ?? subject, HEADING_CHARS_MAX)
}

function badgeOf(message: Message): string {
  const { kind, urgency, incident } = message
  const words = mailWords(message)
  const what = kind === 'page' ? words.badge[urgency === 'high' ? 'loud' : 'quiet'] : words.badge[kind]
  return incident === undefined ? what : `${oneLine(incident.priority, 10)} · ${what}`
}

function linesOf(message: Message): string[] {
  const { lines } = message
  const shown = lines.slice(0, LINES_MAX).map((line) => oneLine(line, LINE_CHARS_MAX))
  const hidden = lines.length - shown.length
  return hidden > 0 ? [...shown, mailWords(message).moreLines(hidden)] : shown
}

function factsOf(message: Message): [name: string, value: string][] {
  const { incident } = message
  if (incident === undefined) return []
  const { facts } = mailWords(message)
  return [
    [facts.incident, incident.id],
    [facts.priority, oneLine(incident.priority, 10)],
    [facts.status, oneLine(incident.status, 40)],
    [facts.services, servicesOf(message, incident.services)],
    [facts.since, sinceOf(incident.openedAt)],
  ]
}

function servicesOf(message: Message, services: readonly string[]): string {
  const words = mailWords(message)
  if (services.length === 0) return words.none
  const shown = services.slice(0, SERVICES_SHOWN_MAX).map((name) => oneLine(name, 100))
  const hidden = services.length - shown.length
  return shown.join(', ') + (hidden > 0 ? words.moreServices(hidden) : '')
}

/** The reader's zone is not known here, so the zone is said. */
function sinceOf(openedAt: string): string {
  const at = parseInstant(openedAt)
  return at === undefined ? clipChars(openedAt, 40) : `${formatInstant(at).slice(0, 19).replace('T', ' ')} UTC`
}

function footerOf(message: Message): string {
  const { id, recipientName, replyTo, kind, bundle = [] } = message
  const links = [...message.links, ...bundle.flatMap((each) => each.links)]
  const words = mailWords(message)
  const confirm = links.some(({ action }) => action !== 'view' && action !== 'call') ? words.confirms : ''
  const answer = replyTo === undefined ? '' : kind === 'page' ? words.answerPage : words.answerNotice
  return words.sent(oneLine(recipientName, 100), id) + confirm + answer
}
