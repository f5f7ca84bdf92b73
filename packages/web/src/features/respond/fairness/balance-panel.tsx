import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { PanelSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { PersonName } from '../../../ui/person.tsx'
import styles from './fairness.module.css'
import { type Balance, balanceQuery } from './fairness.query.ts'
import { KindCells, KindHeads } from './kind-cells.tsx'
import { useHourWords } from './use-hour-words.ts'

/** Hours of a quarter by kind and weight, and who did more or less than the mean. */
export function BalancePanel({ quarter, schedule }: { quarter: string; schedule: string | undefined }) {
  const { t } = useTranslation()
  const { data, error, refetch, isPlaceholderData } = useQuery(balanceQuery({ quarter, schedule }))
  return (
    <Panel title={t('fairness.balance')} isFlush>
      <p className={styles.text}>{t('fairness.balanceText')}</p>
      {data?.length === 0 && <p className={styles.none}>{t('fairness.balanceNone')}</p>}
      {data && data.length > 0 && <BalanceTable people={data} isLate={isPlaceholderData} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PanelSkeleton />}
    </Panel>
  )
}

function BalanceTable({ people, isLate }: { people: readonly Balance[]; isLate: boolean }) {
  const { t } = useTranslation()
  const widest = Math.max(1, ...people.map(({ difference }) => Math.abs(difference)))
  return (
    <table className={styles.table} data-late={isLate || undefined}>
      <caption className={styles.hidden}>{t('fairness.balance')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('fairness.person')}</th>
          <KindHeads />
          <th scope="col" className={styles.number} title={t('fairness.nightsText')}>
            {t('fairness.nights')}
          </th>
          <th scope="col" className={styles.number} title={t('fairness.weightedText')}>
            {t('fairness.weighted')}
          </th>
          <th scope="col" className={styles.balance} title={t('fairness.differenceText')}>
            {t('fairness.difference')}
          </th>
          <th scope="col" className={styles.number} title={t('fairness.carriedText')}>
            {t('fairness.carried')}
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <BalanceRow key={person.user.id} person={person} widest={widest} />
        ))}
      </tbody>
    </table>
  )
}

function BalanceRow({ person, widest }: { person: Balance; widest: number }) {
  const { t } = useTranslation()
  const { hours, signed } = useHourWords()
  const { difference } = person
  const side = difference > 0 ? 'more' : 'less'
  return (
    <tr>
      <th scope="row">
        <PersonName name={person.user.name} />
      </th>
      <KindCells hoursOf={(kind) => hours(person.hours[kind])} />
      <td className={styles.number} data-label={t('fairness.nights')}>
        {person.nights_with_pages}
      </td>
      <td className={styles.number} data-label={t('fairness.weighted')}>
        <strong>{hours(person.weighted)}</strong>
      </td>
      <td className={styles.balance} data-label={t('fairness.difference')}>
        <span className={styles.bar} aria-hidden="true">
          <span
            className={styles.fill}
            data-side={side}
            style={{ inlineSize: `${(50 * Math.abs(difference)) / widest}%` }}
          />
        </span>
        <span className={styles.signed}>{signed(difference)}</span>
      </td>
      <td className={styles.number} data-label={t('fairness.carried')}>
        {signed(person.carried)}
      </td>
    </tr>
  )
}
