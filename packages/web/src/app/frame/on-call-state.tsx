import { Tooltip } from '@mantine/core'
import IconPhone from '@tabler/icons-react/dist/esm/icons/IconPhone.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../../features/people/session.query.ts'
import { dutyOf } from '../../features/respond/my-duty.ts'
import { onCallQuery } from '../../features/respond/on-call.query.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import styles from './frame.module.css'

/** Whether the reader is on call, until when or from when. */
export function OnCallState() {
  const words = useOnCallWords()
  if (!words) return null
  return (
    <Link to="/on-call" className={styles.onCall} data-on={words.isOnCall || undefined}>
      <IconPhone size={15} aria-hidden="true" />
      <span>
        <span className={styles.onCallTitle}>{words.title}</span>
        {words.text !== undefined && <span className={styles.onCallText}>{words.text}</span>}
      </span>
    </Link>
  )
}

/** The same on a phone: only when it is so. */
export function OnCallDot() {
  const words = useOnCallWords()
  if (!words?.isOnCall) return null
  return (
    <Tooltip label={words.text} disabled={words.text === undefined}>
      <Link to="/on-call" className={styles.onCallDot}>
        <IconPhone size={13} aria-hidden="true" />
        {words.short}
      </Link>
    </Tooltip>
  )
}

function useOnCallWords() {
  const { t } = useTranslation()
  const reader = useReader()
  const { data: schedules } = useQuery(onCallQuery)
  const { data: session } = useQuery(sessionQuery)
  if (!schedules || schedules.length === 0 || !session) return undefined
  const { isOnCall, until, next } = dutyOf(session.user.id, schedules)
  const time = (at: string) => formatWeekdayTime(Date.parse(at), reader)
  const later = next === null ? undefined : t('onCall.nextAt', { time: time(next) })
  return {
    isOnCall,
    title: isOnCall ? t('onCall.youAre') : t('onCall.youAreNot'),
    short: t('onCall.short'),
    text: isOnCall && until !== null ? t('onCall.until', { time: time(until) }) : later,
  }
}
