import { ActionIcon, Select } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../../../ports/clock.ts'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { schedulesQuery } from '../policies.query.ts'
import { parseQuarter, type Quarter, quarterOf, quarterText, stepQuarter } from '../schedules/load-map.ts'
import { dateAt } from '../schedules/timeline/timeline-window.ts'
import { BalancePanel } from './balance-panel.tsx'
import styles from './fairness.module.css'
import { PayPanel } from './pay-panel.tsx'
import { PlanPanel } from './plan-panel.tsx'
import { RestPanel } from './rest-panel.tsx'
import './fairness-texts.ts'

/** Whether being on call is spread evenly and leaves people their rest, and what of it is paid. */
export function FairnessPage() {
  const { t } = useTranslation()
  const { zone } = useReader()
  const search = useSearch({ from: '/frame/on-call/fairness' })
  const [today] = useState(() => dateAt(now(), zone))
  const quarter = parseQuarter(search.quarter) ?? quarterOf(today)
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      <Filters quarter={quarter} />
      <div className={styles.body}>
        <BalancePanel quarter={quarterText(quarter)} schedule={search.schedule} />
        <RestPanel schedule={search.schedule} />
        <PlanPanel schedule={search.schedule} />
        <PayPanel schedule={search.schedule} today={today} />
      </div>
    </>
  )
}

function Filters({ quarter }: { quarter: Quarter }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/fairness' })
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const change = (changed: Partial<typeof search>) =>
    void navigate({
      to: '/on-call/fairness',
      search: { ...search, ...changed },
      replace: true,
      resetScroll: false,
    })
  const step = (by: 1 | -1) => change({ quarter: quarterText(stepQuarter(quarter, by)) })
  return (
    <FilterBar>
      <span className={styles.quarter}>
        <ActionIcon variant="default" size={30} aria-label={t('fairness.previous')} onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <span className={styles.quarterWords}>
          {t('fairness.quarter', { number: quarter.number, year: quarter.year })}
        </span>
        <ActionIcon variant="default" size={30} aria-label={t('fairness.next')} onClick={() => step(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </span>
      <Select
        size="xs"
        aria-label={t('fairness.schedule')}
        placeholder={t('fairness.all')}
        value={search.schedule ?? null}
        data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(schedule) => change({ schedule: schedule ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': t('fairness.all') }}
        searchable
      />
    </FilterBar>
  )
}
