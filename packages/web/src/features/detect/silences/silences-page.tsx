import { Button, SegmentedControl, TextInput } from '@mantine/core'
import IconBellOff from '@tabler/icons-react/dist/esm/icons/IconBellOff.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DataList } from '../../../ui/data-list.tsx'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { useSearchText } from '../../../ui/use-search-text.ts'
import { usePermission } from '../../people/session.query.ts'
import { AlertTabs } from '../alert-tabs.tsx'
import { SilenceRow } from './silence-row.tsx'
import { SILENCE_STATES, type SilenceState, silenceListQuery } from './silences.query.ts'
import styles from './silences-page.module.css'

/** What is kept out of incidents, will be, and was; those of amtool among them. */
export function SilencesPage() {
  const { t } = useTranslation()
  const { state = 'active', q } = useSearch({ from: '/frame/alerts/silences' })
  const navigate = useNavigate({ from: '/alerts/silences' })
  const mayWrite = usePermission('silence.write')
  const { data } = useInfiniteQuery(silenceListQuery({ state, q }))
  // An empty list says what to do, and what it says stands there alone.
  const isOfferedBelow = data?.pages[0]?.items.length === 0 && offersFirst({ state, q })
  const search = useSearchText(
    q,
    (words) => void navigate({ search: (before) => ({ ...before, q: words }), replace: true }),
    t('shortcuts.search'),
  )
  return (
    <>
      <PageHeader title={t('nav.alerts')}>{mayWrite && !isOfferedBelow && <AddLink />}</PageHeader>
      <AlertTabs />
      <FilterBar>
        <SegmentedControl
          value={state}
          data={SILENCE_STATES.map((value) => ({ value, label: t(`silence.state.${value}`) }))}
          onChange={(value) => {
            const next = value === 'active' ? undefined : (value as Exclude<SilenceState, 'active'>)
            void navigate({ search: (before) => ({ ...before, state: next }), replace: true })
          }}
          aria-label={t('silence.stateLabel')}
        />
        <TextInput
          {...search}
          className={styles.search}
          size="xs"
          type="search"
          placeholder={t('silence.search')}
          aria-label={t('silence.search')}
          leftSection={<IconSearch size={14} />}
        />
      </FilterBar>
      <SilenceList state={state} q={q} mayWrite={mayWrite} />
    </>
  )
}

/** Not where a search found nothing, and not where what is over is listed. */
function offersFirst({ state, q }: { state: SilenceState; q: string | undefined }): boolean {
  return q === undefined && state !== 'expired'
}

function AddLink() {
  const { t } = useTranslation()
  return (
    <Button
      renderRoot={(props) => <Link to="/alerts/silences/new" {...props} />}
      size="xs"
      leftSection={<IconPlus size={14} />}
    >
      {t('silence.add')}
    </Button>
  )
}

function SilenceList({ state, q, mayWrite }: { state: SilenceState; q: string | undefined; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    silenceListQuery({ state, q }),
  )
  if (isPending) return <ListSkeleton rows={4} />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const silences = data.pages.flatMap((page) => page.items)
  if (silences.length === 0) {
    const isSearch = q !== undefined
    return (
      <EmptyState
        icon={<IconBellOff size={22} />}
        title={isSearch ? t('silence.noneFound') : t(`silence.none.${state}`)}
        text={isSearch ? t('silence.noneFoundText') : t(`silence.noneText.${state}`)}
      >
        {mayWrite && offersFirst({ state, q }) && <AddLink />}
      </EmptyState>
    )
  }
  return (
    <>
      <DataList label={t('silence.many')}>
        {silences.map((silence) => (
          <SilenceRow key={silence.id} silence={silence} mayWrite={mayWrite} />
        ))}
      </DataList>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}
