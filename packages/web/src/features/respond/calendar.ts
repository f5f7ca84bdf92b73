import type { Shift } from '../../api/types.ts'

/** A day of the reader's zone: 23, 24 or 25 hours, whatever the clocks do. */
export interface CalendarDay {
  startMs: number
  endMs: number
}

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

/** The first instant of the day that an instant lies in. Where midnight is skipped the day begins when the clocks have jumped. */
export function startOfDay(atMs: number, zone: string): number {
  const local = localAsUtc(atMs, zone)
  const midnight = local - (local % (24 * hourMs))
  const guess = midnight - (localAsUtc(midnight, zone) - midnight)
  const start = midnight - (localAsUtc(guess, zone) - guess)
  return localAsUtc(start, zone) < midnight ? start + hourMs : start
}

/** So many days from the one that an instant lies in, without a hole between them. */
export function calendarDays(fromMs: number, zone: string, count: number): CalendarDay[] {
  const days: CalendarDay[] = []
  let startMs = startOfDay(fromMs, zone)
  for (let index = 0; index < count; index += 1) {
    const endMs = startOfDay(startMs + 36 * hourMs, zone)
    days.push({ startMs, endMs })
    startMs = endMs
  }
  return days
}

export interface Bar {
  startMs: number
  endMs: number
  /** Per cent of the span. */
  left: number
  width: number
  people: readonly { id: string; name: string }[]
  isOverride: boolean
}

/** Shifts as pieces of a span; neighbours with the same people become one. A piece without people is a gap. */
export function barsOf(shifts: readonly Shift[], fromMs: number, toMs: number): Bar[] {
  const bars: Bar[] = []
  for (const { starts_at, ends_at, people } of shifts) {
    const startMs = Math.max(fromMs, Date.parse(starts_at))
    const endMs = Math.min(toMs, Date.parse(ends_at))
    if (endMs <= startMs) continue
    const names = people.map(({ user }) => user)
    const isOverride = people.some(({ override }) => override !== undefined)
    const last = bars.at(-1)
    if (last && last.endMs === startMs && last.isOverride === isOverride && sameIds(last.people, names))
      last.endMs = endMs
    else bars.push({ startMs, endMs, left: 0, width: 0, people: names, isOverride })
  }
  const span = toMs - fromMs
  return bars.map((bar) => ({
    ...bar,
    left: (100 * (bar.startMs - fromMs)) / span,
    width: (100 * (bar.endMs - bar.startMs)) / span,
  }))
}

function sameIds(a: readonly { id: string }[], b: readonly { id: string }[]): boolean {
  return a.map(({ id }) => id).join() === b.map(({ id }) => id).join()
}

export interface OwnShift {
  schedule: { id: string; name: string }
  startMs: number
  /** Null: it goes on beyond what was looked at. */
  endMs: number | null
}

/** One person's shifts over all schedules, in order; pieces that follow each other without a break are one. */
export function ownShifts(
  items: readonly { schedule: { id: string; name: string }; shifts: readonly Shift[] }[],
  toMs: number,
): OwnShift[] {
  const own = items.flatMap(({ schedule, shifts }) => {
    const merged: OwnShift[] = []
    for (const { starts_at, ends_at } of shifts) {
      const [startMs, endMs] = [Date.parse(starts_at), Date.parse(ends_at)]
      const last = merged.at(-1)
      const end = endMs >= toMs ? null : endMs
      if (last && last.endMs === startMs) last.endMs = end
      else merged.push({ schedule, startMs, endMs: end })
    }
    return merged
  })
  return own.sort((a, b) => a.startMs - b.startMs || a.schedule.name.localeCompare(b.schedule.name))
}
