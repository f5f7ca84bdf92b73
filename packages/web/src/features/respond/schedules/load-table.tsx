import { Button } from '@mantine/core'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../../ui/time/reader.ts'
import { type Cell, type Column, cellsOf } from './load-map.ts'
import styles from './on-call-load.module.css'
import type { OnCallLoad } from './schedules.query.ts'
import { PersonSwatch } from './timeline/person-swatch.tsx'
import { isWeekend } from './timeline/timeline-window.ts'
import { Tones } from './timeline/tones.tsx'

const PEOPLE_SHOWN = 40
const LEVELS = [0, 1, 2, 3, 4]

interface TableProps {
  people: readonly OnCallLoad[]
  columns: readonly Column[]
  today: string
  isByWeek: boolean
}

/** A row a person, a column a day (or a week); the darker, the more hours. A dot marks nights. */
export function LoadTable({ people, columns, today, isByWeek }: TableProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const [shown, setShown] = useState(PEOPLE_SHOWN)
  const month = new Intl.DateTimeFormat(reader.locale, { month: 'short', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(reader.locale, { maximumFractionDigits: 0 })
  const sum = (field: 'hours' | 'night_hours' | 'weekend_hours') =>
    number.format(people.reduce((total, each) => total + each[field], 0))
  return (
    <Tones className={styles.map}>
      <table className={styles.table} data-by-week={isByWeek || undefined}>
        <caption className={styles.hidden}>{t('onCallLoad.title')}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.person}>
              {t('onCallLoad.person')}
            </th>
            {columns.map(({ date, dates }, index) => (
              <th
                key={date}
                scope="col"
                className={styles.day}
                data-weekend={(!isByWeek && isWeekend(date)) || undefined}
                data-today={dates.includes(today) || undefined}
              >
                {isNewMonth(columns[index - 1], date) && (
                  <span className={styles.month}>{month.format(new Date(`${date}T00:00Z`))}</span>
                )}
                <span className={styles.hidden}>{date}</span>
              </th>
            ))}
            <th scope="col" className={styles.sum}>
              {t('onCallLoad.hours')}
            </th>
            <th scope="col" className={styles.sum} title={t('onCallLoad.nightText')}>
              {t('onCallLoad.night')}
            </th>
            <th scope="col" className={styles.sum} title={t('onCallLoad.weekendText')}>
              {t('onCallLoad.weekend')}
            </th>
          </tr>
        </thead>
        <tbody>
          {people.slice(0, shown).map((person) => (
            <PersonRow key={person.user.id} person={person} columns={columns} isByWeek={isByWeek} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className={styles.person}>
              {t('onCallLoad.sum')}
            </th>
            <td colSpan={columns.length} />
            <td className={styles.sum}>{sum('hours')}</td>
            <td className={styles.sum}>{sum('night_hours')}</td>
            <td className={styles.sum}>{sum('weekend_hours')}</td>
          </tr>
        </tfoot>
      </table>
      {people.length > shown && (
        <Button variant="subtle" size="xs" onClick={() => setShown(shown + PEOPLE_SHOWN)}>
          {t('schedule.more')}
        </Button>
      )}
      <p className={styles.key}>
        {t('onCallLoad.less')}
        {LEVELS.map((level) => (
          <span key={level} className={styles.sample} data-level={level} />
        ))}
        {t('onCallLoad.more')}
        <span className={styles.sample} data-level={2} data-night="" /> {t('onCallLoad.nightMark')}
      </p>
    </Tones>
  )
}

/** Its ninety cells do not change while another row does. */
const PersonRow = memo(function PersonRow({
  person,
  columns,
  isByWeek,
}: {
  person: OnCallLoad
  columns: readonly Column[]
  isByWeek: boolean
}) {
  const reader = useReader()
  const number = new Intl.NumberFormat(reader.locale, { maximumFractionDigits: 0 })
  return (
    <tr>
      <th scope="row" className={styles.person} title={`${person.user.name}, ${person.zone}`}>
        <span className={styles.who}>
          <PersonSwatch id={person.user.id} name={person.user.name} />
          <span className={styles.name}>{person.user.name}</span>
        </span>
      </th>
      {cellsOf(person, columns).map((cell, index) => (
        <HourCell key={columns[index]?.date} cell={cell} column={columns[index]} isByWeek={isByWeek} />
      ))}
      <td className={styles.sum}>{number.format(person.hours)}</td>
      <td className={styles.sum}>{number.format(person.night_hours)}</td>
      <td className={styles.sum}>{number.format(person.weekend_hours)}</td>
    </tr>
  )
})

function HourCell({ cell, column, isByWeek }: { cell: Cell; column: Column | undefined; isByWeek: boolean }) {
  const { t } = useTranslation()
  const { hours, night, weekend, level } = cell
  const date = column?.date ?? ''
  const words = isByWeek
    ? t('onCallLoad.week', { date, hours, night, weekend })
    : t('onCallLoad.cell', { date, hours, night })
  return (
    <td
      className={styles.cell}
      data-level={level}
      data-night={night > 0 || undefined}
      data-weekend={(!isByWeek && isWeekend(date)) || undefined}
      title={words}
    >
      {level > 0 && <span className={styles.hidden}>{words}</span>}
    </td>
  )
}

function isNewMonth(before: Column | undefined, date: string): boolean {
  return before === undefined || before.date.slice(0, 7) !== date.slice(0, 7)
}
