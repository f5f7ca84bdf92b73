import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { calendarsQuery } from '../../people/calendars/calendars.query.ts'
import { usePermission } from '../../people/session.query.ts'
import styles from './fairness.module.css'
import { KINDS, type OnCallRules, onCallRulesQuery, type RestBreach, restQuery } from './fairness.query.ts'
import { RulesDialog } from './rules-dialog.tsx'
import { useHourWords } from './use-hour-words.ts'

const SHOWN = 20

/** The rules of rest, and what breaks them. */
export function RestPanel({ schedule }: { schedule: string | undefined }) {
  const { t } = useTranslation()
  const mayChange = usePermission('settings.write')
  const { data: rules } = useQuery(onCallRulesQuery)
  const { data: breaches, error, refetch } = useQuery(restQuery({ schedule }))
  const [isChanging, setIsChanging] = useState(false)
  return (
    <Panel
      title={t('fairness.rest')}
      isFlush
      action={
        mayChange && (
          <Button size="xs" variant="default" onClick={() => setIsChanging(true)} disabled={!rules}>
            {t('fairness.change')}
          </Button>
        )
      }
    >
      {rules && <Rules rules={rules} />}
      <h3 className={styles.part}>{t('fairness.breaches')}</h3>
      {breaches?.length === 0 && <p className={styles.none}>{t('fairness.breachesNone')}</p>}
      {breaches && breaches.length > 0 && <Breaches breaches={breaches} />}
      {!breaches && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isChanging && rules && <RulesDialog rules={rules} onClose={() => setIsChanging(false)} />}
    </Panel>
  )
}

function Rules({ rules }: { rules: OnCallRules }) {
  const { t } = useTranslation()
  const { hours } = useHourWords()
  const { data: calendars = [] } = useQuery(calendarsQuery)
  const { days_in_a_row, reason, rest_after_night_hours, when_broken, night, zone, holidays, weights } = rules
  const names = holidays.map((id) => calendars.find((each) => each.id === id)?.name ?? id)
  return (
    <ul className={styles.rules}>
      <li>
        {t('fairness.rules.days', { count: days_in_a_row })} {reason && t('fairness.rules.reason', { reason })}
      </li>
      <li>
        {rest_after_night_hours === 0
          ? t('fairness.rules.noRest')
          : t('fairness.rules.rest', { count: rest_after_night_hours })}
      </li>
      <li>{t(`fairness.rules.${when_broken}`)}</li>
      <li>
        {t('fairness.rules.nights', night)}{' '}
        {zone === 'person' ? t('fairness.rules.ownClock') : t('fairness.rules.clock', { zone })}{' '}
        {names.length === 0
          ? t('fairness.rules.noHolidays')
          : t('fairness.rules.holidays', { names: names.join(', ') })}
      </li>
      <li>
        {t('fairness.rules.weights', {
          weights: KINDS.map((kind) => `${t(`fairness.kinds.${kind}`)} × ${hours(weights[kind] ?? 1)}`).join(', '),
        })}
      </li>
    </ul>
  )
}

function Breaches({ breaches }: { breaches: readonly RestBreach[] }) {
  const { t } = useTranslation()
  return (
    <>
      <ul className={styles.list}>
        {breaches.slice(0, SHOWN).map((breach) => (
          <Breach key={`${breach.kind} ${breach.user.id} ${breach.starts_at} ${breach.paged_at}`} breach={breach} />
        ))}
        {breaches.length > SHOWN && (
          <li className={styles.row}>{t('fairness.breachesMore', { count: breaches.length - SHOWN })}</li>
        )}
      </ul>
      <p className={styles.text}>{t('fairness.breachesHelp')}</p>
    </>
  )
}

function Breach({ breach }: { breach: RestBreach }) {
  const { kind, user, days, starts_at, ends_at, paged_at, could_take, let_through } = breach
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  const shown = (at: string) => formatMoment(Date.parse(at), reader)
  const span = { from: shown(starts_at), to: shown(ends_at) }
  return (
    <li className={styles.row}>
      <span className={styles.words}>
        <strong>{user.name}</strong>{' '}
        {kind === 'days_in_a_row'
          ? t('fairness.breach.days', { count: days ?? 0 })
          : t('fairness.breach.rest', { paged: shown(paged_at ?? starts_at) })}
        <span className={styles.sub}>{t('fairness.span', span)}</span>
        {could_take.slice(0, 1).map((relief) => (
          <span key={relief.user.id} className={styles.sub}>
            {t('fairness.couldTake', {
              ...{ name: relief.user.name, schedule: relief.schedule.name },
              ...{ from: shown(relief.starts_at), to: shown(relief.ends_at) },
            })}
          </span>
        ))}
        {let_through && (
          <span className={styles.sub}>
            {t(`fairness.letThrough.${let_through.because}`, {
              ...{ who: let_through.actor.label, time: shown(let_through.at) },
            })}
          </span>
        )}
      </span>
      {Date.parse(ends_at) > now && (
        <span className={styles.ahead}>
          <Tag tone="warn">{t('fairness.ahead')}</Tag>
        </span>
      )}
    </li>
  )
}
