import { Button, Select, TextInput } from '@mantine/core'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { PanelSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { PersonName } from '../../../ui/person.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import styles from './fairness.module.css'
import { onCallRulesQuery, type PayRow, payCsvPath, payQuery } from './fairness.query.ts'
import { KindCells, KindHeads } from './kind-cells.tsx'
import { type Dates, datesOfPeriod, instantsOf, PERIODS, periodOf } from './pay-period.ts'
import { useHourWords } from './use-hour-words.ts'

/** Hours of a period by person and kind, to be read and to be handed to payroll. */
export function PayPanel({ schedule, today }: { schedule: string | undefined; today: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const search = useSearch({ from: '/frame/on-call/fairness' })
  const { data: rules } = useQuery(onCallRulesQuery)
  const zone = rules && rules.zone !== 'person' ? rules.zone : reader.zone
  const usual = datesOfPeriod('last_month', today)
  const dates = { from: search.from ?? usual.from, to: search.to ?? usual.to }
  const span = instantsOf(dates, zone)
  const period = { ...(span ?? { from: '', to: '' }), schedule }
  const { data, error, refetch } = useQuery({ ...payQuery(period), enabled: span !== undefined && rules !== undefined })
  const problems = fieldProblems(error)
  const problem = span ? (problems.to ?? problems.from) : t('fairness.periodWrong')
  const isShown = span !== undefined && data !== undefined && !error
  return (
    <Panel
      title={t('fairness.pay')}
      isFlush
      action={
        isShown && data.length > 0 ? (
          <Button
            component="a"
            href={payCsvPath(period)}
            download={`on-call-hours-${dates.from}-${dates.to}.csv`}
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            {t('fairness.csv')}
          </Button>
        ) : null
      }
    >
      <p className={styles.text}>{t('fairness.payText', { zone })}</p>
      <PeriodFields dates={dates} today={today} problem={problem} />
      {isShown && data.length === 0 && <p className={styles.none}>{t('fairness.payNone')}</p>}
      {isShown && data.length > 0 && <PayTable rows={data} />}
      {error && problem === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {span && !data && !error && <PanelSkeleton />}
    </Panel>
  )
}

function PeriodFields({ dates, today, problem }: { dates: Dates; today: string; problem: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/fairness' })
  const change = (changed: Partial<Dates>) =>
    void navigate({
      to: '/on-call/fairness',
      search: { ...search, ...dates, ...changed },
      replace: true,
      resetScroll: false,
    })
  return (
    <div className={styles.period}>
      <Select
        size="xs"
        label={t('fairness.period')}
        placeholder={t('fairness.periodOwn')}
        value={periodOf(dates, today) ?? null}
        data={PERIODS.map((value) => ({ value, label: t(`fairness.periods.${value}`) }))}
        onChange={(value) => {
          const chosen = PERIODS.find((each) => each === value)
          if (chosen) change(datesOfPeriod(chosen, today))
        }}
        allowDeselect={false}
      />
      <TextInput
        size="xs"
        type="date"
        label={t('fairness.from')}
        value={dates.from}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="date"
        label={t('fairness.to')}
        value={dates.to}
        onChange={(event) => change({ to: event.currentTarget.value })}
        error={problem}
      />
    </div>
  )
}

function PayTable({ rows }: { rows: readonly PayRow[] }) {
  const { t } = useTranslation()
  const { hours } = useHourWords()
  const sum = (of: (row: PayRow) => number) => hours(rows.reduce((total, row) => total + of(row), 0))
  return (
    <table className={styles.table}>
      <caption className={styles.hidden}>{t('fairness.pay')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('fairness.person')}</th>
          <KindHeads />
          <th scope="col" className={styles.number}>
            {t('fairness.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.user.id}>
            <th scope="row">
              <PersonName name={row.user.name} />
            </th>
            <KindCells hoursOf={(kind) => hours(row.hours[kind])} />
            <td className={styles.number} data-label={t('fairness.total')}>
              <strong>{hours(row.total)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('fairness.sum')}</th>
          <KindCells hoursOf={(kind) => sum((row) => row.hours[kind])} />
          <td className={styles.number} data-label={t('fairness.total')}>
            <strong>{sum(({ total }) => total)}</strong>
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
