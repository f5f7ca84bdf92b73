import { ActionIcon, Select } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import IconCalendarStats from '@tabler/icons-react/dist/esm/icons/IconCalendarStats.mjs'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { now } from '../../../ports/clock.ts'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { teamsQuery } from '../../lake/services.query.ts'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { schedulesQuery } from '../policies.query.ts'
import { columnsOf, datesOf, parseQuarter, type Quarter, quarterOf, quarterText, stepQuarter } from './load-map.ts'
import { LoadTable } from './load-table.tsx'
import styles from './on-call-load.module.css'
import { loadQuery } from './schedules.query.ts'
import { dateAt } from './timeline/timeline-window.ts'
import './schedule-texts.ts'

/** Over a quarter: who is on call how much, at night and at weekends too. */
export function OnCallLoadPage() {
  const { t } = useTranslation()
  const { zone } = useReader()
  const search = useSearch({ from: '/frame/on-call/load' })
  const [today] = useState(() => dateAt(now(), zone))
  const quarter = parseQuarter(search.quarter) ?? quarterOf(today)
  const text = quarterText(quarter)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the quarter, and stays the same while that does.
  const dates = useMemo(() => datesOf(quarter), [text])
  const isByWeek = useMediaQuery('(width < 76em)', undefined, { getInitialValueInEffect: false })
  const columns = useMemo(() => columnsOf(dates, isByWeek), [dates, isByWeek])
  const { data, error, refetch } = useQuery(
    loadQuery({ from: dates[0] ?? today, days: dates.length, schedule: search.schedule, team: search.team }),
  )
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      <LoadFilters quarter={quarter} />
      <div className={styles.body}>
        <p className={styles.text}>{t('onCallLoad.text')}</p>
        {data && data.items.length > 0 && (
          <LoadTable people={data.items} columns={columns} today={today} isByWeek={isByWeek} />
        )}
      </div>
      {data?.items.length === 0 && (
        <EmptyState
          icon={<IconCalendarStats size={22} />}
          title={t('onCallLoad.none')}
          text={t('onCallLoad.noneText')}
        />
      )}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PageSkeleton />}
    </>
  )
}

function LoadFilters({ quarter }: { quarter: Quarter }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/load' })
  const { data: schedules = [] } = useQuery(schedulesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const change = (changed: Partial<typeof search>) =>
    void navigate({ to: '/on-call/load', search: { ...search, ...changed }, replace: true })
  const step = (by: 1 | -1) => change({ quarter: quarterText(stepQuarter(quarter, by)) })
  return (
    <FilterBar>
      <span className={styles.quarter}>
        <ActionIcon variant="default" size={30} aria-label={t('onCallLoad.previous')} onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <h2 className={styles.quarterWords}>
          {t('onCallLoad.quarter', { number: quarter.number, year: quarter.year })}
        </h2>
        <ActionIcon variant="default" size={30} aria-label={t('onCallLoad.next')} onClick={() => step(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </span>
      <Select
        size="xs"
        aria-label={t('onCallLoad.schedule')}
        placeholder={t('onCallLoad.all')}
        value={search.schedule ?? null}
        data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(schedule) => change({ schedule: schedule ?? undefined })}
        clearable
        searchable
      />
      <Select
        size="xs"
        aria-label={t('onCallLoad.team')}
        placeholder={t('onCallLoad.allTeams')}
        value={search.team ?? null}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(team) => change({ team: team ?? undefined })}
        clearable
        searchable
      />
    </FilterBar>
  )
}
