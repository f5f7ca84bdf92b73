import { Button } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import { DataList, rowInHand } from '../../ui/data-list.tsx'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { MailHint } from '../people/mail-hint.tsx'
import { usePermission } from '../people/session.query.ts'
import { IncidentFilterBar } from './incident-filter-bar.tsx'
import type { IncidentFilters } from './incident-filters.ts'
import { IncidentRows } from './incident-rows.tsx'
import { incidentListQuery } from './incidents.query.ts'
import styles from './incidents-page.module.css'
import { useHeldRows } from './use-held-rows.ts'

const groups = ['open', 'working', 'verifying'] as const
type Group = (typeof groups)[number]

/** The list of incidents: what waits for somebody first. */
export function IncidentsPage() {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/incidents' })
  const navigate = useNavigate({ from: '/incidents' })
  const change = (changed: Partial<IncidentFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  return (
    <>
      <PageHeader title={t('nav.incidents')} />
      <MailHint />
      <IncidentFilterBar filters={filters} onChange={change} />
      <IncidentList filters={filters} />
    </>
  )
}

function IncidentList({ filters }: { filters: IncidentFilters }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(incidentListQuery(filters))
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const incidents = data?.pages.flatMap((page) => page.items) ?? []
  const isGrouped = (filters.view ?? 'active') === 'active'
  const scope = JSON.stringify([filters, data?.pages.length, query.isPlaceholderData])
  const held = useHeldRows(scope, incidents, groups, ({ status }) => (isGrouped ? groupOf(status) : 'open'))
  const acknowledge = useAcknowledge()
  useShortcut('a', t('shortcuts.acknowledgeRow'), () => acknowledge.run(rowInHand()), !acknowledge.isAllowed)
  if (isPending) return <LoadingState />
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (held.rows.length === 0) return <NoIncidents filters={filters} />
  return (
    <div className={styles.list} data-stale={query.isPlaceholderData || undefined} {...held.holdProps}>
      {held.waiting > 0 && (
        <button type="button" className={styles.newcomers} onClick={held.release}>
          {t('incidents.newcomers', { count: held.waiting })}
        </button>
      )}
      <DataList label={t('nav.incidents')}>
        <IncidentRows
          rows={held.rows}
          headings={isGrouped ? groups.map((id) => ({ id, text: t(`incidents.group.${id}`) })) : []}
          onAcknowledge={acknowledge.isAllowed ? acknowledge.run : undefined}
          pendingId={acknowledge.pendingId}
        />
      </DataList>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </div>
  )
}

function groupOf(status: string): Group {
  return status === 'open' || status === 'verifying' ? status : 'working'
}

function useAcknowledge() {
  const action = useIncidentAction('acknowledge')
  const isAllowed = usePermission('incident.respond')
  const wordsOf = useErrorWords()
  const run = (id: string | undefined) => {
    if (id === undefined || action.isPending) return
    action.mutate({ id }, { onError: (error) => notifyFailed(wordsOf(error)) })
  }
  return { run, isAllowed, pendingId: action.isPending ? action.variables.id : undefined }
}

function NoIncidents({ filters }: { filters: IncidentFilters }) {
  const { t } = useTranslation()
  const isNarrowed = filters.q !== undefined || filters.priority !== undefined || filters.service !== undefined
  if (isNarrowed) {
    return (
      <EmptyState icon={<IconSearch size={22} />} title={t('incidents.noMatch')} text={t('incidents.noMatchText')}>
        <Button component={Link} to="/incidents" variant="default" size="xs">
          {t('common.clearFilters')}
        </Button>
      </EmptyState>
    )
  }
  if ((filters.view ?? 'active') !== 'active') return <EmptyState title={t('incidents.noneHere')} />
  return (
    <EmptyState icon={<IconCircleCheck size={22} />} title={t('incidents.allQuiet')} text={t('incidents.allQuietText')}>
      <Button component={Link} to="/sources" variant="default" size="xs">
        {t('incidents.goToSources')}
      </Button>
      <span className={styles.declareHint}>
        {t('incidents.orDeclare')}
        <KeyHint binding="d" />
      </span>
    </EmptyState>
  )
}
