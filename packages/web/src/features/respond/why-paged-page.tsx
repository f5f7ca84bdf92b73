import '../../messages/organisation-texts.ts'
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { PagedIncidents } from '../../api/types.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatMoment, formatZone } from '../../ui/time/wall-clock.ts'
import { instantOfLocalTime, localTimeOf } from '../../ui/time/zone-time.ts'
import { policiesQuery } from '../lake/services.query.ts'
import { PeopleTabs } from '../people/people-tabs.tsx'
import { PersonSelect } from '../people/person-select.tsx'
import { sessionQuery } from '../people/session.query.ts'
import { pagedIncidentsQuery } from './policies.query.ts'
import styles from './why-paged-page.module.css'

/** Whoever was woken, or was not, and asks why the morning after: from a person and an instant to the incident that tells it. */
export function WhyPagedPage() {
  const { t } = useTranslation()
  const reader = useReader()
  const navigate = useNavigate()
  const { user: asked, at } = useSearch({ from: '/frame/people/why' })
  const { data: session } = useQuery(sessionQuery)
  const user = asked ?? session?.user.id ?? null
  const go = (search: { user?: string | undefined; at?: string | undefined }) =>
    void navigate({ to: '/people/why', search: { user: asked, at, ...search }, replace: true })
  const atMs = at === undefined ? undefined : Date.parse(at)
  return (
    <>
      <PageHeader title={t('pagedAbout.title')} />
      <PeopleTabs />
      <PageBody>
        <p className={styles.note}>{t('pagedAbout.text')}</p>
        <div className={styles.form}>
          <PersonSelect label={t('paging.who')} value={user} onChange={(next) => go({ user: next ?? undefined })} />
          <TextInput
            type="datetime-local"
            label={t('pagedAbout.at', { zone: formatZone(atMs ?? 0, reader) })}
            description={t('pagedAbout.atText')}
            value={atMs === undefined ? '' : localTimeOf(atMs, reader.zone)}
            onChange={(event) => {
              const instant = instantOfLocalTime(event.currentTarget.value, reader.zone)
              go({ at: instant === undefined ? undefined : new Date(instant).toISOString() })
            }}
          />
        </div>
        {user !== null && <About user={user} at={at} />}
        <DryRuns at={at} />
      </PageBody>
    </>
  )
}

function About({ user, at }: { user: string; at: string | undefined }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(pagedIncidentsQuery(user, at))
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ListSkeleton />
  if (data.items.length === 0) return <EmptyState title={t('pagedAbout.none')} text={t('pagedAbout.noneText')} />
  return (
    <Panel title={t('pagedAbout.of', { name: data.user.name })} count={data.items.length} isFlush>
      <ul className={styles.list}>
        {data.items.map((item) => (
          <IncidentRow key={item.id} item={item} user={user} />
        ))}
      </ul>
      {data.is_cut && <p className={styles.cut}>{t('pagedAbout.cut')}</p>}
    </Panel>
  )
}

function IncidentRow({ item, user }: { item: PagedIncidents['items'][number]; user: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { id, title, priority, recorded_at, pages, last_paged_at } = item
  return (
    <li className={styles.row}>
      <PriorityBadge priority={priority} />
      <div className={styles.what}>
        <p className={styles.title}>{title}</p>
        <p className={styles.note}>
          {id} · {formatMoment(Date.parse(recorded_at), reader)}
        </p>
      </div>
      <Tag tone={pages > 0 ? 'accent' : 'plain'}>
        {last_paged_at === null
          ? t('pagedAbout.notPaged')
          : t('pagedAbout.paged', { count: pages, time: formatMoment(Date.parse(last_paged_at), reader) })}
      </Tag>
      <Button
        component={Link}
        to="/incidents/$id"
        params={{ id } as never}
        search={{ why: user } as never}
        size="compact-sm"
        variant="default"
        aria-label={t('pagedAbout.whyOf', { id })}
      >
        {t('pagedAbout.why')}
      </Button>
    </li>
  )
}

function DryRuns({ at }: { at: string | undefined }) {
  const { t } = useTranslation()
  const { data: policies } = useQuery(policiesQuery)
  if (!policies || policies.length === 0) return null
  return (
    <Panel title={t('pagedAbout.dryRun')}>
      <p className={styles.note}>{t('pagedAbout.dryRunText')}</p>
      <p className={styles.links}>
        {policies.map(({ id, name }) => (
          <Link key={id} to="/on-call/policies/$id" params={{ id }} search={{ at }}>
            {name}
          </Link>
        ))}
      </p>
    </Panel>
  )
}
