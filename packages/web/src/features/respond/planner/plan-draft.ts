/** What is planned, as the form holds it, and the edit that a proposal becomes. */
import { instantOfLocalTime, localTimeOf } from '../../../ui/time/zone-time.ts'
import { type LayerDraft, newTurn, type ScheduleDraft, WEEKDAYS } from '../schedules/editor/schedule-draft.ts'
import { addDays } from '../schedules/timeline/timeline-window.ts'
import type { PlanBody, PlannedShift } from './planner.query.ts'

export type PlanDraft = Pick<LayerDraft, 'zone' | 'count' | 'unit' | 'time' | 'weekday' | 'dayOfMonth' | 'start'> & {
  people: string[]
  shifts: number
}

/** About a quarter: whoever did much of late has a share of it again before it begins anew. */
const DAYS_USUAL = 91
const SHIFTS_MAX = 200
const DAYS_OF = { hour: 1 / 24, day: 1, week: 7, month: 30 }

/** The layer as it is, from its next hand-over that lies at least a day ahead. */
export function newPlan(layer: LayerDraft, today: string): PlanDraft {
  const { zone, count, unit, time, weekday, dayOfMonth, turns } = layer
  const members = turns.flatMap((turn) => turn.members)
  const people = members.flatMap((key) => (key.startsWith('user ') ? [key.slice('user '.length)] : []))
  const rhythm = { zone, count, unit, time, weekday, dayOfMonth }
  return { ...rhythm, start: firstStart(rhythm, today), people: [...new Set(people)], shifts: shiftsUsual(count, unit) }
}

function shiftsUsual(count: number, unit: PlanDraft['unit']): number {
  return Math.min(SHIFTS_MAX, Math.max(3, Math.round(DAYS_USUAL / (Math.max(1, count) * DAYS_OF[unit]))))
}

/** The first date from tomorrow on that the rotation can begin with: of weeks its weekday, of months its day. */
export function firstStart(
  { unit, weekday, dayOfMonth }: Pick<PlanDraft, 'unit' | 'weekday' | 'dayOfMonth'>,
  today: string,
): string {
  const fits = (date: string): boolean => {
    if (unit === 'week') return WEEKDAYS[(new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7] === weekday
    return unit !== 'month' || Number(date.slice(8)) === Math.min(dayOfMonth, 28)
  }
  for (let days = 1; days <= 31; days++) if (fits(addDays(today, days))) return addDays(today, days)
  return addDays(today, 1)
}

/** Undefined while something is missing. */
export function planBodyOf(draft: PlanDraft, schedule: string): PlanBody | undefined {
  const { people, zone, count, unit, time, weekday, dayOfMonth, start, shifts } = draft
  if (people.length === 0 || time === '' || start === '' || count < 1 || shifts < 1) return undefined
  const day = unit === 'week' ? `${weekday} ` : unit === 'month' ? `${dayOfMonth} ` : ''
  return {
    people,
    zone,
    every: `${count} ${unit}${count === 1 ? '' : 's'}`,
    handoff: `${day}${time}`,
    start,
    shifts,
    schedule,
  }
}

/** The instant on the clock of a zone that the first shift begins at. */
export function beginOf({ start, time, zone }: PlanDraft): number | undefined {
  return instantOfLocalTime(`${start}T${time}`, zone)
}

/** The schedule with one layer's turns in the order of a plan, from its first shift on; all else stays. */
export function withPlan(
  schedule: ScheduleDraft,
  { key, plan, shifts }: { key: number; plan: PlanDraft; shifts: readonly PlannedShift[] },
): ScheduleDraft {
  const { zone, count, unit, time, weekday, dayOfMonth, start } = plan
  const rhythm = { zone, count, unit, time, weekday, dayOfMonth, start }
  const turns = shifts.map(({ user }) => newTurn(user ? [`user ${user.id}`] : []))
  const first = shifts[0]
  return {
    ...schedule,
    layers: schedule.layers.map((layer) => (layer.key === key ? { ...layer, ...rhythm, turns } : layer)),
    effectiveAt: first ? localTimeOf(Date.parse(first.starts_at), schedule.zone) : '',
    keepsCurrent: false,
  }
}
