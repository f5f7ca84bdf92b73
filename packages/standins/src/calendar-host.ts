/**
 * A host of calendars as Google and Outlook are: a calendar in iCalendar format behind a secret address, an entity tag that says when it
 * changed (RFC 9110 13.1.2), a page where people would look for one, and nothing at any other address.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface CalendarHost {
  /** The secret address. */
  url: string
  /** That of the page on which people see it, which is no calendar. */
  pageUrl: string
  /** What was asked for, the oldest first: the status of each answer. */
  answers(): number[]
  /** What the calendar has from now on; null: it is no longer published. */
  publish(events: readonly CalendarHostEvent[] | null): void
  close(): Promise<void>
}

export interface CalendarHostEvent {
  uid: string
  summary: string
  /** Days as `20260105`, instants as `20260105T090000Z`. */
  start: string
  end: string
  /** Further lines, e.g. `TRANSP:TRANSPARENT`. */
  marks?: readonly string[]
}

const PATH = '/calendar/ical/private-7f3b0c9d2e51/basic.ics'

export async function startCalendarHost(events: readonly CalendarHostEvent[]): Promise<CalendarHost> {
  let published: readonly CalendarHostEvent[] | null = events
  const statuses: number[] = []
  const server = createServer((request, response) => {
    statuses.push(answer(request, response, published))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    pageUrl: `http://127.0.0.1:${port}/calendar`,
    answers: () => [...statuses],
    publish(next) {
      published = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Returns the status. */
function answer(
  { url, method, headers }: IncomingMessage,
  response: ServerResponse,
  events: readonly CalendarHostEvent[] | null,
): number {
  const end = (status: number, extra: Record<string, string> = {}, body = '') => {
    response.writeHead(status, { connection: 'close', ...extra }).end(body)
    return status
  }
  if (method !== 'GET') return end(405)
  if (url === '/calendar') return end(200, { 'content-type': 'text/html' }, '<!doctype html><title>Calendar</title>')
  if (url !== PATH || events === null) return end(404)
  const text = format(events)
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`
  if (headers['if-none-match'] === etag) return end(304, { etag })
  return end(200, { etag, 'content-type': 'text/calendar; charset=utf-8' }, text)
}

function format(events: readonly CalendarHostEvent[]): string {
  const time = (name: string, at: string) => (at.length === 8 ? `${name};VALUE=DATE:${at}` : `${name}:${at}`)
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Stand-in//Calendar//EN', 'X-WR-TIMEZONE:UTC'],
    ...events.flatMap(({ uid, summary, start, end, marks = [] }) => [
      ...['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z', `SUMMARY:${summary}`],
      ...[time('DTSTART', start), time('DTEND', end), ...marks, 'END:VEVENT'],
    ]),
    ...['END:VCALENDAR', ''],
  ].join('\r\n')
}
