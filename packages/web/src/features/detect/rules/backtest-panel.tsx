import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../../ui/form-error.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import styles from './backtest.module.css'
import { BacktestReportView } from './backtest-report.tsx'
import { type Backtest, type BacktestBody, backtestQuery, useCancelBacktest, useStartBacktest } from './rules.query.ts'

const DAYS = [1, 3, 7, 14, 30]
const DAYS_USUAL = 7

/** Starts a backtest of a change that nobody saved, and shows how far it is and what it found. */
export function BacktestPanel({ changes }: { changes: BacktestBody['changes'] }) {
  const { t } = useTranslation()
  const start = useStartBacktest()
  const [days, setDays] = useState(DAYS_USUAL)
  const id = start.data?.id
  const { data: backtest } = useQuery({ ...backtestQuery(id ?? ''), enabled: id !== undefined })
  const isRunning = backtest?.state === 'running'
  return (
    <Panel
      title={t('backtest.title')}
      action={
        <div className={styles.start}>
          <Select
            size="xs"
            aria-label={t('backtest.days')}
            value={String(days)}
            data={DAYS.map((count) => ({ value: String(count), label: t('backtest.daysOption', { count }) }))}
            onChange={(value) => setDays(Number(value))}
            allowDeselect={false}
            className={styles.days}
          />
          <Button
            size="xs"
            variant="default"
            loading={start.isPending || isRunning}
            onClick={() => start.mutate({ days, changes })}
          >
            {t(backtest ? 'backtest.again' : 'backtest.run')}
          </Button>
        </div>
      }
    >
      <div className={styles.body}>
        <p className={styles.note}>{t('backtest.text')}</p>
        {start.error && <FormError error={start.error} />}
        {backtest && <BacktestState backtest={backtest} />}
      </div>
    </Panel>
  )
}

/** A run as it is: how far, why it ended, or what it found. */
export function BacktestState({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const cancel = useCancelBacktest()
  const { id, state, signals_done: done, signals_total: total, error, report } = backtest
  if (state === 'running') {
    const number = (count: number) => count.toLocaleString(locale)
    const isReading = done === 0
    return (
      <div className={styles.running} role="status">
        <progress
          {...(isReading ? {} : { value: done, max: Math.max(1, total) })}
          aria-label={t('backtest.running')}
          className={styles.progress}
        />
        <span>
          {isReading ? t('backtest.reading') : t('backtest.progress', { done: number(done), total: number(total) })}
        </span>
        <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(id)}>
          {t('backtest.cancel')}
        </Button>
      </div>
    )
  }
  if (state === 'cancelled') return <p className={styles.note}>{t('backtest.cancelled')}</p>
  if (state === 'failed') return <p className={styles.fault}>{t('backtest.failed', { error: error ?? '' })}</p>
  return report && <BacktestReportView id={id} report={report} />
}
