/** When somebody reads what is not urgent, who reads it once a day. */
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../kernel/instant.ts'
import type { User } from '../people/directory.ts'
import { firstInstantOf, type WallMs, wallAt } from './wall-clock.ts'

/** Quiet hours and hours off work keep a digest for less than this. */
const DAYS_BEFORE = 8
const DAYS_AFTER = 2

/** The hours of somebody’s digests around an instant, one a day by their clock, in order; none for whoever has no digest. */
export function listDigests({ lowDigestAt, zone }: Pick<User, 'lowDigestAt' | 'zone'>, around: Instant): Instant[] {
  if (lowDigestAt === undefined) return []
  const [hours = 0, minutes = 0] = lowDigestAt.split(':').map(Number)
  const midnight = Math.floor(wallAt(around, zone) / DAY) * DAY
  return Array.from({ length: DAYS_BEFORE + 1 + DAYS_AFTER }, (_, index) => {
    const day = midnight + (index - DAYS_BEFORE) * DAY
    return firstInstantOf((day + hours * HOUR + minutes * MINUTE) as WallMs, zone)
  })
}
