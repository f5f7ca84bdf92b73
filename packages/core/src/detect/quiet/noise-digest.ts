/** When the weekly digest of noise is due, and who reads which part of it. */
import type { Instant, SourceId, TeamId, UserId } from '../../kernel/brand.ts'
import { DAY } from '../../kernel/instant.ts'
import type { DigestTime, Directory, NoiseDigest } from '../../people/directory.ts'

/** A team, or the admins for what belongs to no team that has anybody. */
export type DigestOwner = TeamId | 'admins'

export interface DueDigest {
  owner: DigestOwner
  /** The week of ISO 8601 in which it is due, e.g. `2026-W47`: there is one digest a week, also when its day is moved. */
  week: string
  /** What it is about: the seven days before it. */
  since: Instant
  until: Instant
}

/** A node that was down at the hour sends it that much later at most: older news is for the page, not for a letter. */
const LATE_MS_MAX = DAY

/** Of every owner, the digest whose hour has come. `send: false` switches it off, for all or for a team. */
export function listDueDigests({ teams, settings }: Directory, at: Instant): DueDigest[] {
  const { noiseDigest } = settings
  if (!noiseDigest?.send) return []
  return (['admins', ...teams.keys()] satisfies DigestOwner[]).flatMap((owner) => {
    const time = timeOf(noiseDigest, owner)
    if (!time.send) return []
    const { until, week } = latestHour(time, at)
    return at - until > LATE_MS_MAX ? [] : [{ owner, week, since: (until - 7 * DAY) as Instant, until }]
  })
}

function timeOf(digest: NoiseDigest, owner: DigestOwner): DigestTime {
  return (owner === 'admins' ? undefined : digest.teams[owner]) ?? digest
}

/** The last time its weekday and hour came on the clock of its zone. */
function latestHour({ weekday, hour, zone }: DigestTime, at: Instant): { until: Instant; week: string } {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const onDay = now.toPlainDate().subtract({ days: (now.dayOfWeek - weekday + 7) % 7 })
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: zone, plainTime: { hour } })
  const isPast = startOf(onDay).epochMilliseconds <= at
  const day = isPast ? onDay : onDay.subtract({ days: 7 })
  const week = `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`
  return { until: startOf(day).epochMilliseconds as Instant, week }
}

/** Who owns a source: the team of its service, as long as somebody is in it; else the admins. */
export function ownerOfSource({ sources, services, teams, users }: Directory, source: SourceId): DigestOwner {
  const service = sources.get(source)?.service
  const team = service && services.get(service)?.team
  const members = (team && teams.get(team)?.members) ?? []
  return team && members.some((id) => users.get(id)?.isActive) ? team : 'admins'
}

export function peopleOf({ teams, users }: Directory, owner: DigestOwner): UserId[] {
  const all = owner === 'admins' ? [...users.values()].filter(({ role }) => role === 'admin').map(({ id }) => id) : []
  const members = owner === 'admins' ? all : (teams.get(owner)?.members ?? [])
  return [...new Set(members)].filter((id) => users.get(id)?.isActive)
}
