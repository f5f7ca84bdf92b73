import { afterEach, expect, test } from 'vitest'
import { type CalendarHost, startCalendarHost } from './calendar-host.ts'

let host: CalendarHost
afterEach(() => host.close())

test('a calendar is behind its secret address alone, and what did not change is not sent again', async () => {
  host = await startCalendarHost([{ uid: 'a', summary: 'Out', start: '20260105', end: '20260107' }])
  const first = await fetch(host.url)
  expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('DTSTART;VALUE=DATE:20260105\r\n')])
  const etag = first.headers.get('etag') ?? ''
  expect((await fetch(host.url, { headers: { 'if-none-match': etag } })).status).toBe(304)
  host.publish([])
  expect((await fetch(host.url, { headers: { 'if-none-match': etag } })).status).toBe(200)
  host.publish(null)
  expect((await fetch(host.url)).status).toBe(404)
  expect((await fetch(host.pageUrl)).headers.get('content-type')).toBe('text/html')
  expect((await fetch(`${host.url}x`)).status).toBe(404)
  expect(host.answers()).toEqual([200, 304, 200, 404, 200, 404])
})
