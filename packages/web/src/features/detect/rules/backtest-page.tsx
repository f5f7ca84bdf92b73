import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../../../ui/back-link.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatFull } from '../../../ui/time/wall-clock.ts'
import { BacktestState } from './backtest-panel.tsx'
import { backtestQuery } from './rules.query.ts'
import './rule-texts.ts'

/** One backtest, for those who get its link. */
export function BacktestPage() {
  const { t } = useTranslation()
  const reader = useReader()
  const { id } = useParams({ from: '/frame/alerts/rules/backtests/$id' })
  const { data: backtest, error, refetch } = useQuery(backtestQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts/rules" label={t('backtest.back')} />
            {t('backtest.title')}
          </>
        }
      />
      {backtest && (
        <PageBody>
          <Panel title={`${backtest.created_by.label} · ${formatFull(Date.parse(backtest.created_at), reader)}`}>
            <BacktestState backtest={backtest} />
          </Panel>
        </PageBody>
      )}
      {!backtest && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />)}
    </>
  )
}
