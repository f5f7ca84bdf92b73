import { Button, Select, TextInput } from '@mantine/core'
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DataList, DataRow } from '../../../ui/data-list.tsx'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { PersonName } from '../../../ui/person.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatFull, formatMoment } from '../../../ui/time/wall-clock.ts'
import { useSearchText } from '../../../ui/use-search-text.ts'
import { teamsQuery } from '../../lake/services.query.ts'
import { usePermission } from '../../people/session.query.ts'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { type ScheduleState, scheduleStatesQuery } from './schedules.query.ts'
import styles from './schedules-page.module.css'
import './schedule-texts.ts'

/** Every schedule: who is on call now and next, and what nobody covers in the next 30 days. */
export function SchedulesPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/frame/on-call/schedules' })
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    scheduleStatesQuery(search),
  )
  const mayWrite = usePermission('configuration.write')
  const states = data?.pages.flatMap(({ items }) => items)
  const isFiltered = search.q !== undefined || search.team !== undefined
  const add = mayWrite && (
    <Button size="xs" component={Link} to="/on-call/schedules/new" leftSection={<IconPlus size={15} />}>
      {t('schedule.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.onCall')}>{states && (states.length > 0 || isFiltered) && add}</PageHeader>
      <OnCallTabs />
      {states && (states.length > 0 || isFiltered) && <Filters />}
      {states && states.length > 0 && (
        <DataList label={t('schedule.many')}>
          {states.map((state) => (
            <StateRow key={state.schedule.id} state={state} />
          ))}
        </DataList>
      )}
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('schedule.more')}
          </Button>
        </div>
      )}
      {states?.length === 0 && !isFiltered && (
        <EmptyState icon={<IconCalendar size={22} />} title={t('schedule.none')} text={t('schedule.noneText')}>
          {add}
        </EmptyState>
      )}
      {states?.length === 0 && isFiltered && (
        <EmptyState
          icon={<IconSearch size={22} />}
          title={t('schedule.noneFound')}
          text={t('schedule.noneFoundText')}
        />
      )}
      {!states && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!states && !error && <ListSkeleton />}
    </>
  )
}

function Filters() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/schedules' })
  const { data: teams = [] } = useQuery(teamsQuery)
  const change = (changed: { q?: string | undefined; team?: string | undefined }) =>
    void navigate({ to: '/on-call/schedules', search: { ...search, ...changed }, replace: true })
  const field = useSearchText(search.q, (q) => change({ q }), t('schedule.search'))
  return (
    <FilterBar>
      <TextInput
        size="xs"
        aria-label={t('schedule.search')}
        placeholder={t('schedule.search')}
        leftSection={<IconSearch size={14} />}
        {...field}
      />
      <Select
        size="xs"
        aria-label={t('schedule.team')}
        placeholder={t('schedule.teamAll')}
        value={search.team ?? null}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(team) => change({ team: team ?? undefined })}
        clearable
        searchable
      />
    </FilterBar>
  )
}

function StateRow({ state }: { state: ScheduleState }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { schedule, people, until, next, teams } = state
  const moment = (at: string) => formatMoment(Date.parse(at), reader)
  return (
    <DataRow
      id={schedule.id}
      link={{ to: '/on-call/schedules/$id', params: { id: schedule.id } }}
      label={schedule.name}
      isLoud={people.length === 0}
    >
      <div className={styles.row}>
        <span className={styles.name}>
          <span className={styles.nameText}>{schedule.name}</span>
          <span className={styles.teams}>{teams.map(({ name }) => name).join(', ')}</span>
        </span>
        <span className={styles.who}>
          <span className={styles.when}>
            {t('schedule.now')} {until !== null && t('schedule.until', { time: moment(until) })}
          </span>
          {people.length === 0 && <Tag tone="alarm">{t('schedule.nobody')}</Tag>}
          {people.map(({ user }) => (
            <PersonName key={user.id} name={user.name} />
          ))}
        </span>
        <span className={styles.who}>
          {next && (
            <span className={styles.when}>
              {t('schedule.next')} {t('schedule.nextAt', { time: moment(next.starts_at) })}
            </span>
          )}
          {next?.people.length === 0 && <Tag tone="warn">{t('schedule.nobody')}</Tag>}
          {next?.people.map(({ user }) => (
            <PersonName key={user.id} name={user.name} />
          ))}
        </span>
        <span className={styles.gaps}>
          <Gaps gaps={state.gaps} />
        </span>
      </div>
    </DataRow>
  )
}

function Gaps({ gaps: { count, hours, first } }: Pick<ScheduleState, 'gaps'>) {
  const { t } = useTranslation()
  const reader = useReader()
  if (count === 0 || !first) return <span className={styles.covered}>{t('schedule.gapsNone')}</span>
  const [from, to] = [formatFull(Date.parse(first.starts_at), reader), formatFull(Date.parse(first.ends_at), reader)]
  return (
    <Tag tone="alarm" title={t('schedule.gapFirst', { from, to, hours })}>
      {t('schedule.gaps', { count })}
    </Tag>
  )
}
