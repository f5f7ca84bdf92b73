import { ActionIcon } from '@mantine/core'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useTranslation } from 'react-i18next'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { sourceOf } from './calendar-draft.ts'
import styles from './calendars.module.css'
import type { Calendar } from './calendars.query.ts'
import './calendar-texts.ts'

const DAYS_SHOWN = 10
const WARNINGS_SHOWN = 5

/** A calendar: where it comes from and how that went, what uses it, and its coming days. */
export function CalendarRow({
  calendar,
  uses,
  today,
  onEdit,
  onDelete,
}: {
  calendar: Calendar
  uses: readonly string[]
  /** `2026-11-22` */
  today: string
  /** Absent for readers who may not. */
  onEdit: (() => void) | undefined
  onDelete: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const { name, use, owned_by, error, warnings } = calendar
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <div className={styles.head}>
          <strong>{name}</strong> <Tag>{t(`calendars.uses.${use}`)}</Tag> <OwnedByFile owner={owned_by} />
          {error !== null && <Tag tone="alarm">{t('calendars.notRead')}</Tag>}
        </div>
        <span className={styles.sub}>
          <SourceWords calendar={calendar} />
        </span>
        {error !== null && <span className={styles.problem}>{error}</span>}
        <span className={styles.sub}>
          {uses.length === 0 ? t('calendars.usedByNobody') : t('calendars.usedBy', { uses: uses.join(', ') })}
        </span>
        {warnings.length > 0 && (
          <details className={styles.more}>
            <summary>{t('calendars.warnings', { count: warnings.length })}</summary>
            <ul className={styles.days}>
              {warnings.slice(0, WARNINGS_SHOWN).map(({ event, problem }) => (
                <li key={`${event} ${problem}`}>
                  {event}: {problem}
                </li>
              ))}
            </ul>
          </details>
        )}
        <Days calendar={calendar} today={today} />
      </div>
      <div className={styles.tools}>
        {onEdit && (
          <ActionIcon size="lg" aria-label={t('calendars.edit', { name })} onClick={onEdit}>
            <IconPencil size={16} />
          </ActionIcon>
        )}
        {onDelete && (
          <ActionIcon size="lg" aria-label={t('calendars.deleteTitle', { name })} onClick={onDelete}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </div>
    </li>
  )
}

function SourceWords({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { country, state, region, read_at, days, shifts_count, use } = calendar
  const source = sourceOf(calendar)
  const regions = new Intl.DisplayNames([locale], { type: 'region' })
  const place = [country && regions.of(country), state, region].filter((part) => part !== undefined).join(' · ')
  const count =
    use === 'shifts'
      ? t('calendars.shiftsCount', { count: shifts_count })
      : t('calendars.daysCount', { count: days.length })
  return (
    <>
      {source === 'country' ? place : t(`calendars.sources.${source}`)} · {count}
      {source === 'url' && (
        <>
          {' · '}
          {read_at === null ? (
            t('calendars.neverRead')
          ) : (
            <>
              {t('calendars.read')} <RelativeTime at={read_at} />
            </>
          )}
        </>
      )}
    </>
  )
}

function Days({ calendar: { days, use }, today }: { calendar: Calendar; today: string }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  if (use === 'shifts') return null
  const coming = days.filter(({ date }) => date >= today).slice(0, DAYS_SHOWN)
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
  if (coming.length === 0) return <span className={styles.sub}>{t('calendars.noneComing')}</span>
  return (
    <details className={styles.more}>
      <summary>
        {t('calendars.next', { name: coming[0]?.name, date: format.format(new Date(`${coming[0]?.date}T00:00Z`)) })}
      </summary>
      <ul className={styles.days}>
        {coming.map(({ date, name }) => (
          <li key={date}>
            {format.format(new Date(`${date}T00:00Z`))}: {name}
          </li>
        ))}
      </ul>
    </details>
  )
}
