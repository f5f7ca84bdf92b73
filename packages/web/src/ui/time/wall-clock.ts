import type { Reader } from './reader.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs more than using it a hundred times. */
function formatOf({ locale, zone }: Reader, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${name}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
  formats.set(key, made)
  return made
}

/** With seconds and the zone: `Sat, Nov 21, 2026, 20:04:12 GMT+9`. */
export function formatFull(atMs: number, reader: Reader): string {
  return formatOf(reader, 'full', {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(atMs)
}

/** `20:04:12`. */
export function formatTimeOfDay(atMs: number, reader: Reader): string {
  return formatOf(reader, 'time', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(atMs)
}

/** `20:04:12 GMT+9`: a time that is read out to others. */
export function formatTimeWithZone(atMs: number, reader: Reader): string {
  return formatOf(reader, 'time-zone', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(atMs)
}

/** `Sat, Nov 21`. */
export function formatDay(atMs: number, reader: Reader): string {
  return formatOf(reader, 'day', { weekday: 'short', month: 'short', day: 'numeric' }).format(atMs)
}

/** `Mon 09:00`: for a handoff within the week. */
export function formatWeekdayTime(atMs: number, reader: Reader): string {
  return formatOf(reader, 'weekday', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(atMs)
}

/** `Sat 20:00 GMT+9`: an hour of the last day. */
export function formatHour(atMs: number, reader: Reader): string {
  return formatOf(reader, 'hour', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(atMs)
}

/** `Sat, Nov 21, 20:00 GMT+9`: when a shift begins. */
export function formatMoment(atMs: number, reader: Reader): string {
  return formatOf(reader, 'moment', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(atMs)
}

/** `Asia/Tokyo (GMT+9)`. */
export function formatZone(atMs: number, reader: Reader): string {
  const parts = formatOf(reader, 'zone', { timeZoneName: 'short' }).formatToParts(atMs)
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return `${reader.zone} (${short})`
}

/** `Sun 22`: the head of a narrow column. */
export function formatShortDay(atMs: number, reader: Reader): string {
  return formatOf(reader, 'short-day', { weekday: 'short', day: 'numeric' }).format(atMs)
}
