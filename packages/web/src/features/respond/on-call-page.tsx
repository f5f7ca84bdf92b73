import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OnCallPerson, OnCallSchedule } from '../../api/types.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { PersonName } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull, formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { onCallQuery } from './on-call.query.ts'
import styles from './on-call-page.module.css'

/** Who is on call now and who comes next, by schedule. */
export function OnCallPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(onCallQuery)
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      {data && data.length > 0 && (
        <PageBody>
          <div className={styles.cards}>
            {data.map((item) => (
              <ScheduleCard key={item.schedule.id} item={item} />
            ))}
          </div>
        </PageBody>
      )}
      {data?.length === 0 && (
        <EmptyState icon={<IconCalendar size={22} />} title={t('onCall.none')} text={t('onCall.noneText')} />
      )}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState />}
    </>
  )
}

function ScheduleCard({ item }: { item: OnCallSchedule }) {
  const { t } = useTranslation()
  const { schedule, people, until, next } = item
  return (
    <section className={styles.card}>
      <h2 className={styles.name}>{schedule.name}</h2>
      <div className={styles.now}>
        <span className={styles.when}>
          {t('onCall.now')}
          {until !== null && <Until at={until} />}
        </span>
        {people.length === 0 && (
          <Tag tone="alarm" title={t('onCall.nobodyText')}>
            {t('onCall.nobody')}
          </Tag>
        )}
        {people.map((person) => (
          <PersonName key={person.user.id} name={person.user.name} note={noteOf(person)} />
        ))}
      </div>
      {next !== null && (
        <div className={styles.next}>
          <span className={styles.when}>
            {t('onCall.next')}
            <At at={next.starts_at} />
          </span>
          {next.people.length === 0 && <Tag tone="warn">{t('onCall.nobody')}</Tag>}
          {next.people.map((person) => (
            <PersonName key={person.user.id} name={person.user.name} note={noteOf(person)} />
          ))}
        </div>
      )}
    </section>
  )
}

/** Which part of the schedule put the person there, where there is something to tell. */
function noteOf({ layer_name, override }: OnCallPerson): string | undefined {
  return override ?? layer_name
}

function Until({ at }: { at: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(atMs, reader)}>
      {t('onCall.until', { time: formatWeekdayTime(atMs, reader) })}
    </time>
  )
}

function At({ at }: { at: string }) {
  const reader = useReader()
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(atMs, reader)}>
      {formatWeekdayTime(atMs, reader)}
    </time>
  )
}
