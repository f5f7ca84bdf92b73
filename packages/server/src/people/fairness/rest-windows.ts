/** For how long an edit is held to the rules of rest. */
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { Window } from './duties.ts'

/** As far as the preview tells. */
const LOOK_AHEAD = (90 * DAY) as DurationMs
/** What begins later is looked at by itself: nobody waits until all of the years up to then are calculated. */
const FAR_AHEAD = 370 * DAY
const FAR_WINDOWS_MAX = 10

/** From now to 90 days after what was written begins. What begins in more than a year has 90 days of its own, from its beginning on. */
export function windowsOfEdit({ layers, before = [] }: Pick<Schedule, 'layers' | 'before'>, at: Instant): Window[] {
  const begins = [
    before.at(-1)?.until ?? at,
    ...layers.map(({ startsAt, anchor }) => startsAt ?? (Date.parse(`${anchor}Z`) as Instant)),
  ]
  const isFar = (each: Instant) => each >= at + FAR_AHEAD
  const near = Math.max(at, ...begins.filter((each) => !isFar(each))) as Instant
  const far = [...new Set(begins.filter(isFar))].sort((a, b) => a - b).slice(0, FAR_WINDOWS_MAX)
  return uniteWindows([{ from: at, to: after(near, LOOK_AHEAD) }, ...far.map(windowFrom)])
}

export function windowFrom(at: Instant): Window {
  return { from: at, to: after(at, LOOK_AHEAD) }
}

/** Windows that touch or overlap as one; ascending. */
export function uniteWindows(windows: readonly Window[]): Window[] {
  const united: Window[] = []
  for (const { from, to } of [...windows].sort((a, b) => a.from - b.from)) {
    const last = united.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to) as Instant
    else united.push({ from, to })
  }
  return united
}
