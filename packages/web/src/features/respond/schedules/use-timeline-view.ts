import { useMemo } from 'react'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import type { ScheduleView, TimelineView, ZoneChoice } from './schedule-view.ts'
import { dateAt, stepDate, type TimelineWindow, windowOf } from './timeline/timeline-window.ts'

export interface TimelineState {
  view: TimelineView
  window: TimelineWindow
  /** By its IANA name. */
  zone: string
  zoneChoice: ZoneChoice
  date: string
  isToday: boolean
  now: number
  setView: (view: TimelineView, date?: string) => void
  setZone: (zone: ZoneChoice) => void
  setDate: (date: string) => void
  /** The instant that somebody asks about, in milliseconds. */
  asked: number | undefined
  ask: (atMs: number | undefined) => void
  step: (by: 1 | -1) => void
  today: () => void
}

/** Which window of time is in sight; everything but the clock itself is in the address. */
export function useTimelineView(
  { view = 'two_weeks', date: chosen, zone: zoneChoice = 'mine', at }: ScheduleView,
  onChange: (changed: ScheduleView) => void,
  scheduleZone: string,
): TimelineState {
  const reader = useReader()
  const now = useNow('quarter_minute')
  const zone = zoneChoice === 'mine' ? reader.zone : zoneChoice === 'utc' ? 'UTC' : scheduleZone
  const today = dateAt(now, zone)
  const date = chosen ?? today
  const window = useMemo(() => windowOf(view, date, zone), [view, date, zone])
  const setDate = (next: string) => onChange({ date: next === today ? undefined : next })
  return {
    ...{ view, window, zone, zoneChoice, date, now, setDate },
    isToday: now >= window.startMs && now < window.endMs,
    setView: (next, at) => onChange({ view: next, ...(at !== undefined && { date: at }) }),
    setZone: (next) => onChange({ zone: next }),
    step: (by) => setDate(stepDate(view, date, by)),
    today: () => onChange({ date: undefined }),
    asked: at === undefined ? undefined : Date.parse(at),
    ask: (atMs) =>
      onChange(atMs === undefined ? { at: undefined } : { at: new Date(atMs).toISOString(), date: dateAt(atMs, zone) }),
  }
}
