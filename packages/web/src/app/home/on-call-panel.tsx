import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home, OnCallSchedule } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { PersonName } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import styles from './home.module.css'
import { formatShiftStart } from './shift-start.ts'

type Shifts = Home['my_shifts']

/** My own duty, then who stands for each schedule now and after that. */
export function OnCallPanel({ schedules, shifts }: { schedules: Home['on_call']; shifts: Shifts }) {
  const { t } = useTranslation()
  const beyond = schedules.total - schedules.items.length
  return (
    <Panel title={t('home.onCall')} isFlush>
      <MyDuty shifts={shifts} />
      {schedules.total === 0 && <p className={styles.empty}>{t('home.noSchedules')}</p>}
      <ul className={styles.lines}>
        {schedules.items.map((each) => (
          <ScheduleLine key={each.schedule.id} onCall={each} />
        ))}
      </ul>
      {beyond > 0 && (
        <Link className={styles.beyond} to="/on-call">
          {t('home.schedulesMore', { count: beyond })}
        </Link>
      )}
    </Panel>
  )
}

function MyDuty({ shifts: { now, next } }: { shifts: Shifts }) {
  const { t } = useTranslation()
  const reader = useReader()
  return (
    <div className={styles.duty} data-on={now.length > 0 || undefined}>
      <p className={styles.dutyState}>
        <span className={styles.dutyMark} aria-hidden="true" />
        {now.length > 0 ? t('home.onCallNow') : t('home.offCall')}
      </p>
      {now.map(({ schedule, until }) => (
        <p key={schedule.id} className={styles.dutyText}>
          {until === null
            ? t('home.onCallAlways', { schedule: schedule.name })
            : t('home.onCallFor', { schedule: schedule.name, time: formatShiftStart(Date.parse(until), reader) })}
        </p>
      ))}
      {next && (
        <p className={styles.dutyText}>
          {t('home.nextShift', {
            schedule: next.schedule.name,
            time: formatShiftStart(Date.parse(next.starts_at), reader),
          })}
        </p>
      )}
      {!next && now.length === 0 && <p className={styles.dutyText}>{t('home.noShift')}</p>}
    </div>
  )
}

function ScheduleLine({ onCall: { schedule, people, next } }: { onCall: OnCallSchedule }) {
  const { t } = useTranslation()
  const reader = useReader()
  const list = new Intl.ListFormat(reader.locale, { type: 'conjunction' })
  const names = next?.people.map(({ user }) => user.name) ?? []
  return (
    <li>
      <Link className={styles.schedule} to="/on-call">
        <span className={styles.scheduleName}>{schedule.name}</span>
        <span className={styles.people}>
          {people.length === 0 && (
            <Tag tone="alarm" title={t('home.nobodyText')}>
              {t('home.nobody')}
            </Tag>
          )}
          {people.map(({ user }) => (
            <PersonName key={user.id} name={user.name} />
          ))}
        </span>
        {next && (
          <span className={styles.then}>
            {t('home.afterwards', {
              names: names.length === 0 ? t('home.nobody') : list.format(names),
              time: formatWeekdayTime(Date.parse(next.starts_at), reader),
            })}
          </span>
        )}
      </Link>
    </li>
  )
}
