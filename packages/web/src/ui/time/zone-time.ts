/** Clock times of a zone, as fields for dates and times write them: `2026-11-22T09:00`. */

const hourMs = 3_600_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Local fields as if they were UTC; the difference to the instant is the zone's offset. */
function localAsUtc(atMs: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    })
  formats.set(zone, format)
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
}

/** To the minute. */
export function localTimeOf(atMs: number, zone: string): string {
  return new Date(localAsUtc(atMs, zone)).toISOString().slice(0, 16)
}

/** To the second, for what was recorded so exactly. */
export function localSecondOf(atMs: number, zone: string): string {
  return new Date(localAsUtc(atMs, zone)).toISOString().slice(0, 19)
}

/**
 * The instant at which clocks of the zone show this; of two, when the clocks go back, the earlier. A time that is skipped counts as
 * much later as the clocks jump. Undefined for what is no local time.
 */
export function instantOfLocalTime(text: string, zone: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return undefined
  const local = Date.parse(`${text}Z`)
  if (Number.isNaN(local)) return undefined
  const offsetAt = (atMs: number) => localAsUtc(atMs, zone) - atMs
  const [before, after] = [offsetAt(local - 24 * hourMs), offsetAt(local + 24 * hourMs)]
  const candidates = [local - before, local - after].sort((a, b) => a - b)
  return candidates.find((atMs) => localAsUtc(atMs, zone) === local) ?? local - before
}

/** The next time that clocks of the zone show this hour: of the same day if it lies ahead, or so many days later. */
export function nextHour(atMs: number, zone: string, hour: number, daysLater: number): number {
  const midnight = Date.parse(`${localTimeOf(atMs, zone).slice(0, 10)}T00:00Z`)
  const wanted = new Date(midnight + daysLater * 24 * hourMs + hour * hourMs).toISOString().slice(0, 16)
  return instantOfLocalTime(wanted, zone) ?? atMs
}
