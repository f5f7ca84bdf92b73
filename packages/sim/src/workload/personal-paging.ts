/** How people want to be paged beside their rules: some have quiet hours that begin or end within the run, and some organisations limits. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Settings, User } from '@tocsin/core/people/directory.ts'
import type { Random } from '../world/random.ts'

const MINUTE = 60_000
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]

export function withPersonalPaging(user: User, random: Random, begin: Instant): User {
  if (!random.chance(0.35)) return user
  const startsAt = begin + random.int(-2, 2) * MINUTE
  const window = { from: clockAt(startsAt, user.zone), to: clockAt(startsAt + random.int(1, 3) * MINUTE, user.zone) }
  return { ...user, quietHours: WEEKDAYS.map((weekday) => ({ weekday, ...window })) }
}

/** Few enough to be reached within a run. */
export function createLimits(random: Random): NonNullable<Settings['messageLimits']> {
  return { webhook: { hour: random.int(1, 5) }, ntfy: { hour: random.int(1, 5) }, email: { hour: random.int(2, 8) } }
}

function clockAt(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return local.toPlainTime().toString({ smallestUnit: 'minute' })
}
