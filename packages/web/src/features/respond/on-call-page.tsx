import { Button } from '@mantine/core'
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { OnCallPerson, OnCallSchedule } from '../../api/types.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { PersonName } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull, formatMoment } from '../../ui/time/wall-clock.ts'
import { MyShifts } from './my-shifts.tsx'
import { onCallQuery } from './on-call.query.ts'
import styles from './on-call-page.module.css'
import { OnCallTabs } from './on-call-tabs.tsx'
import { ShiftCalendar } from './shift-calendar.tsx'

/** Who is on call now and who comes next, one’s own shifts, and the next two weeks with their gaps. */
export function OnCallPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(onCallQuery)
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      {data && data.length > 0 && (
        <PageBody>
          <div className={styles.cards}>
            {data.map((item) => (
              <ScheduleCard key={item.schedule.id} item={item} />
            ))}
          </div>
          <ShiftCalendar />
          <MyShifts />
        </PageBody>
      )}
      {data?.length === 0 && (
        <EmptyState icon={<IconCalendar size={22} />} title={t('onCall.none')} text={t('onCall.noneText')}>
          <Button component={Link} to="/on-call/schedules" variant="default" size="xs">
            {t('onCall.schedules')}
          </Button>
        </EmptyState>
      )}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PageSkeleton />}
    </>
  )
}

function ScheduleCard({ item }: { item: OnCallSchedule }) {
  const { t } = useTranslation()
  const { schedule, people, until, next } = item
  return (
    <section className={styles.card} data-empty={people.length === 0 || undefined}>
      <h2 className={styles.name}>{schedule.name}</h2>
      <div className={styles.now}>
        <span className={styles.when}>
          {t('onCall.now')}
          {until !== null && <Moment at={until} kind="until" />}
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
            <Moment at={next.starts_at} kind="from" />
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

function Moment({ at, kind }: { at: string; kind: 'until' | 'from' }) {
  const { t } = useTranslation()
  const reader = useReader()
  const atMs = Date.parse(at)
  return (
    <time dateTime={at} title={formatFull(atMs, reader)}>
      {t(`onCall.${kind}`, { time: formatMoment(atMs, reader) })}
    </time>
  )
}
