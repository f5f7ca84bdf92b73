import { SegmentedControl, Switch } from '@mantine/core'
import IconShieldCheck from '@tabler/icons-react/dist/esm/icons/IconShieldCheck.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { PlacesFinding } from './places-finding.tsx'
import styles from './readiness.module.css'
import { readinessQuery } from './readiness.query.ts'
import { ReadinessRow } from './readiness-row.tsx'
import './readiness-texts.ts'

/** Whether everybody who is or may be on call can be reached, and has shown it; and what to do about those who have not. */
export function ReadinessPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/frame/on-call/readiness' })
  const { data, error, refetch } = useQuery(readinessQuery)
  const people = (data ?? []).filter(
    ({ is_on_call, next_shift_at, problems }) =>
      (search.who === 'all' || is_on_call || next_shift_at !== null) && (!search.not_ready || problems.length > 0),
  )
  const onDuty = (data ?? []).filter(({ is_on_call, next_shift_at }) => is_on_call || next_shift_at !== null)
  const notReady = onDuty.filter(({ problems }) => problems.length > 0).length
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      <Filters />
      <PlacesFinding />
      {data && (
        <p className={styles.intro} role="status">
          {onDuty.length > 0 && notReady === 0 && t('readiness.allReady', { count: onDuty.length })}
          {notReady > 0 && t('readiness.someNotReady', { count: notReady, all: onDuty.length })} {t('readiness.text')}
        </p>
      )}
      {data && people.length > 0 && (
        <ul className={styles.list} aria-label={t('readiness.title')}>
          {people.map((person) => (
            <ReadinessRow key={person.user.id} person={person} />
          ))}
        </ul>
      )}
      {data && people.length === 0 && (
        <EmptyState
          icon={<IconShieldCheck size={22} />}
          title={t(search.not_ready ? 'readiness.noneNotReady' : 'readiness.none')}
          text={t(search.not_ready ? 'readiness.noneNotReadyText' : 'readiness.noneText')}
        />
      )}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ListSkeleton />}
    </>
  )
}

function Filters() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/readiness' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ to: '/on-call/readiness', search: { ...search, ...changed }, replace: true })
  return (
    <FilterBar>
      <SegmentedControl
        size="xs"
        aria-label={t('readiness.who')}
        value={search.who ?? 'on_duty'}
        data={[
          { value: 'on_duty', label: t('readiness.onDuty') },
          { value: 'all', label: t('readiness.everybody') },
        ]}
        onChange={(who) => change({ who: who === 'all' ? 'all' : undefined })}
      />
      <Switch
        label={t('readiness.notReady')}
        checked={search.not_ready === true}
        onChange={(event) => change({ not_ready: event.currentTarget.checked || undefined })}
      />
    </FilterBar>
  )
}
