import type { Reader } from '../../ui/time/reader.ts'

/** `Mon, Nov 23, 09:00 GMT+9`: a shift may be weeks away, and whoever plans by it must know the zone. */
export function formatShiftStart(atMs: number, { locale, zone }: Reader): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(atMs)
}
