/**
 * The mail of a page, read at night on a phone: what it is, since when, why you, and one big button. Pure text in, text and HTML
 * out. No pictures and nothing remote; colours are given twice (inline for light, a style sheet for dark), because many mail
 * programs drop one or the other.
 */
import { formatInstant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { Message, MessageLink } from '../channel.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { type Block, escapeHtml, renderDocument } from './html.ts'

const SUBJECT_CHARS_MAX = 200
const HEADING_CHARS_MAX = 300
const LINE_CHARS_MAX = 2_000
const LINES_MAX = 40
const SERVICES_SHOWN_MAX = 20

const LABELS: Record<MessageLink['action'], string> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  view: 'Open in Tocsin',
}

export function formatSubject(message: Message): string {
  return oneLine(message.subject, SUBJECT_CHARS_MAX)
}

/** The plain-text part: the same as the HTML, in the same order. */
export function renderText(message: Message): string {
  const code = message.code === undefined ? [] : [`Your code: ${message.code}`, '']
  const links = message.links.map(({ action, url }) => `${LABELS[action]}: ${url}`)
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`)
  const parts = [linesOf(message).join('\n'), code.join('\n'), links.join('\n'), facts.join('\n')]
  const body = [headingOf(message), ...parts.filter((part) => part !== '')].join('\n\n')
  return `${body}\n\n-- \n${footerOf(message)}\n`
}

/** The HTML part: one column, 16 px text, a button of thumb size, light and dark. */
export function renderHtml(message: Message): string {
  const isLoud = message.kind === 'page' && message.urgency === 'high'
  const [main, ...others] = message.links
  const blocks: Block[] = [
    { kind: 'badge', text: badgeOf(message), isLoud },
    { kind: 'heading', text: headingOf(message) },
    ...linesOf(message).map((text): Block => ({ kind: 'paragraph', text })),
    ...(message.code === undefined ? [] : [{ kind: 'code', text: message.code } satisfies Block]),
    ...(main === undefined ? [] : [{ kind: 'button', text: LABELS[main.action], url: main.url } satisfies Block]),
    ...(others.length === 0 ? [] : [{ kind: 'links', links: others.map(labelled) } satisfies Block]),
    { kind: 'facts', facts: factsOf(message) },
    { kind: 'footer', text: footerOf(message) },
  ]
  return renderDocument({ title: escapeHtml(formatSubject(message)), preview: linesOf(message)[0] ?? '', blocks })
}

function labelled({ action, url }: MessageLink) {
  return { text: LABELS[action], url }
}

function headingOf({ incident, subject }: Message): string {
  return oneLine(incident?.title ?? subject, HEADING_CHARS_MAX)
}

function badgeOf({ kind, urgency, incident }: Message): string {
  const what = {
    page: urgency === 'high' ? 'Page, high urgency' : 'Page, low urgency',
    notice: 'For your information',
    test: 'Test message',
    code: 'Verification',
  }[kind]
  return incident === undefined ? what : `${oneLine(incident.priority, 10)} · ${what}`
}

function linesOf({ lines }: Message): string[] {
  const shown = lines.slice(0, LINES_MAX).map((line) => oneLine(line, LINE_CHARS_MAX))
  const hidden = lines.length - shown.length
  return hidden > 0 ? [...shown, `… and ${hidden} more lines in Tocsin.`] : shown
}

function factsOf({ incident }: Message): [name: string, value: string][] {
  if (incident === undefined) return []
  return [
    ['Incident', incident.id],
    ['Priority', oneLine(incident.priority, 10)],
    ['Status', oneLine(incident.status, 40)],
    ['Services', servicesOf(incident.services)],
    ['Since', sinceOf(incident.openedAt)],
  ]
}

function servicesOf(services: readonly string[]): string {
  if (services.length === 0) return 'none'
  const shown = services.slice(0, SERVICES_SHOWN_MAX).map((name) => oneLine(name, 100))
  const hidden = services.length - shown.length
  return shown.join(', ') + (hidden > 0 ? ` and ${hidden} more` : '')
}

/** The reader's zone is not known here, so the zone is said. */
function sinceOf(openedAt: string): string {
  const at = parseInstant(openedAt)
  return at === undefined ? clipChars(openedAt, 40) : `${formatInstant(at).slice(0, 19).replace('T', ' ')} UTC`
}

function footerOf({ id, recipientName, links }: Message): string {
  const asks = links.some(({ action }) => action !== 'view')
  const confirm = asks ? ' A link that changes something asks you to confirm first.' : ''
  return `Sent by Tocsin to ${oneLine(recipientName, 100)} (${id}).${confirm}`
}
