import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Named } from '../../api/types.ts'
import { isReachedQuery } from '../../features/people/account.query.ts'
import { dutyQuery, onCallQuery } from '../../features/respond/on-call.query.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { useFrame } from './frame-context.ts'

export interface OnCallWords {
  isOn: boolean
  title: string
  /** Until when, or from when. */
  text: string | undefined
  /** Everybody who is on call now, each once. */
  people: Named[]
  schedules: { id: string; name: string; now: string | undefined; until: string | undefined }[]
  /** The reader may be paged, and no page can reach them. */
  isUnreachable: boolean
}

/** Who is on call now, and how the reader stands to it; `undefined` until it is known. */
export function useOnCall(): OnCallWords | undefined {
  const { t } = useTranslation()
  const reader = useReader()
  const { session } = useFrame()
  const { data: schedules } = useQuery(onCallQuery)
  const { data: duty } = useQuery(dutyQuery)
  const mayBePaged = session?.permissions.includes('incident.respond') ?? false
  const { data: isReached } = useQuery({ ...isReachedQuery, enabled: mayBePaged })
  if (!schedules || !session) return undefined
  // Views that were kept without a line by an older console do not say.
  const { is_on_call: isOnCall = false, until = null, next_at: next = null } = duty ?? {}
  const time = (at: string) => formatWeekdayTime(Date.parse(at), reader)
  const later = next === null ? undefined : t('onCall.nextAt', { time: time(next) })
  const isUnreachable = mayBePaged && isReached === false
  if (schedules.length === 0 && !isUnreachable) return undefined
  const everybody = schedules.flatMap(({ people }) => people.map(({ user }) => user))
  return {
    isOn: isOnCall,
    title: isOnCall ? t('onCall.youAre') : t('onCall.youAreNot'),
    text: isOnCall && until !== null ? t('onCall.until', { time: time(until) }) : later,
    people: [...new Map(everybody.map((person) => [person.id, person])).values()],
    schedules: schedules.map(({ schedule, people, until: end }) => ({
      ...schedule,
      now: people.length === 0 ? undefined : people.map(({ user }) => user.name).join(', '),
      until: end === null ? undefined : t('onCall.until', { time: time(end) }),
    })),
    isUnreachable,
  }
}
