/**
 * Writes an iCalendar that calendars subscribe to (RFC 5545, RFC 7986 for the name and the refresh). Instants are in UTC, so that no
 * table of zones goes along; lines end in CRLF and are folded after 75 octets, never within a character.
 */
import type { Instant } from '../kernel/brand.ts'

export interface CalendarText {
  name: string
  /** Who made it: `-//Tocsin//On call//EN`. */
  product: string
  /** A reader may ask again after so many minutes. */
  refreshMinutes: number
  events: readonly CalendarEvent[]
}

export interface CalendarEvent {
  /** The same for the same event whenever it is written; unique in the world. */
  uid: string
  startsAt: Instant
  endsAt: Instant
  summary: string
  description?: string
  url?: string
  /** When what it says was last changed, and how often: it never falls. */
  changedAt: Instant
  sequence: number
}

const LINE_OCTETS_MAX = 75

export function formatCalendar({ name, product, refreshMinutes, events }: CalendarText): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${product}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:PT${refreshMinutes}M`,
    `X-PUBLISHED-TTL:PT${refreshMinutes}M`,
    ...events.flatMap(formatEvent),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

function formatEvent({
  uid,
  startsAt,
  endsAt,
  summary,
  description,
  url,
  changedAt,
  sequence,
}: CalendarEvent): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${formatUtc(changedAt)}`,
    `LAST-MODIFIED:${formatUtc(changedAt)}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${formatUtc(startsAt)}`,
    `DTEND:${formatUtc(endsAt)}`,
    `SUMMARY:${escapeText(summary)}`,
    ...(description === undefined ? [] : [`DESCRIPTION:${escapeText(description)}`]),
    ...(url === undefined ? [] : [`URL:${url}`]),
    // Who is on call can be met all the same.
    'TRANSP:TRANSPARENT',
    'STATUS:CONFIRMED',
    'END:VEVENT',
  ]
}

/** `20260105T090000Z`; fractions of a second fall away. */
function formatUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

function escapeText(text: string): string {
  return (
    text
      .replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
      .replaceAll(/\r\n|\r|\n/g, '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the format allows none of them
      .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

function fold(line: string): string {
  const parts: string[] = []
  let part = ''
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character)
    if (octets + size > LINE_OCTETS_MAX) {
      parts.push(part)
      part = ' '
      octets = 1
    }
    part += character
    octets += size
  }
  return [...parts, part].join('\r\n')
}

function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
