/** How the people of the demo are: how soon they answer a page, and when they come to closing what is over. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Urgency } from '@tocsin/core/kernel/scales.ts'
import type { Chance } from './chance.ts'
import { type Person, specOf } from './company.ts'

const NIGHT = { from: 23, to: 7 }
const WORK = { from: 9, to: 18 }
const SATURDAY = 6

function localTime(at: number, person: Person): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO(specOf(person).zone)
}

/** When the person takes what they were paged for; undefined when they do not notice. */
export function calcAnswer(chance: Chance, person: Person, urgency: Urgency, at: Instant): number | undefined {
  const { hour } = localTime(at, person)
  const isNight = hour >= NIGHT.from || hour < NIGHT.to
  if (urgency === 'low' && isNight) return calcWorkingTime(at, person) + chance.skewed(4, 50) * MINUTE
  if (urgency === 'low') return at + chance.skewed(1.5, 22) * MINUTE
  if (chance.is(isNight ? 0.2 : 0.07)) return undefined
  return at + (isNight ? chance.skewed(2, 8) : chance.skewed(0.5, 4.5)) * MINUTE
}

/** That instant when the person works then, else the next morning of a workday. */
export function calcWorkingTime(at: number, person: Person): number {
  const local = localTime(at, person)
  const isWorkday = local.dayOfWeek < SATURDAY
  if (isWorkday && local.hour >= WORK.from && local.hour < WORK.to) return at
  let morning = local.with({ hour: WORK.from, minute: 0, second: 0, millisecond: 0 })
  while (morning.epochMilliseconds <= at || morning.dayOfWeek >= SATURDAY) morning = morning.add({ days: 1 })
  return morning.epochMilliseconds
}
