import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { CalendarFeedButton } from './calendar-feed-button.tsx'
import { type CalendarFeed, calendarFeedsQuery, useRevokeFeed } from './calendar-feeds.query.ts'
import styles from './sessions-panel.module.css'

/** The addresses at which calendars outside read who is on call, each with a way to take it back. */
export function CalendarFeedsPanel() {
  const { t } = useTranslation()
  const { data: feeds = [] } = useQuery(calendarFeedsQuery)
  return (
    <Panel title={t('feeds.title')} isFlush action={<CalendarFeedButton schedule={null} size="compact-xs" />}>
      <p className={styles.text}>{t('feeds.text')}</p>
      <ul className={styles.list}>
        {feeds.map((feed) => (
          <FeedRow key={feed.id} feed={feed} />
        ))}
      </ul>
    </Panel>
  )
}

function FeedRow({ feed }: { feed: CalendarFeed }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const revoke = useRevokeFeed()
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        {feed.schedule === null ? t('feeds.mine') : t('feeds.ofSchedule', { schedule: feed.schedule })}
        <span className={styles.sub}>
          {feed.last_read_at === null ? (
            t('feeds.neverRead')
          ) : (
            <>
              {t('feeds.lastRead')} <RelativeTime at={feed.last_read_at} />
            </>
          )}
        </span>
      </span>
      <ConfirmButton
        size="compact-xs"
        label={t('feeds.revoke')}
        question={t('feeds.revokeQuestion')}
        loading={revoke.isPending}
        onConfirm={() =>
          whenDone(revoke.mutateAsync(feed.id), {
            onSuccess: () => notifyDone(t('feeds.revoked')),
            onError: (error) => notifyFailed(wordsOf(error)),
          })
        }
      />
    </li>
  )
}
