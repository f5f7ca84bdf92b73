import { Button, Select, TextInput } from '@mantine/core'
import IconLogin2 from '@tabler/icons-react/dist/esm/icons/IconLogin2.mjs'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../features/people/people.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import type { AccessEvent } from '../../features/people/sessions.query.ts'
import { useDeviceWords } from '../../features/people/use-device-words.ts'
import { now } from '../../ports/clock.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { FilterBar } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { useSearchText } from '../../ui/use-search-text.ts'
import styles from './access-log.module.css'
import { ACCESS_ACTS, type AccessAct, type AuditFilters } from './audit-words.ts'
import { accessQuery } from './settings.query.ts'
import { SpanSelect } from './span-select.tsx'

interface LogProps {
  filters: AuditFilters
  onChange: (changed: Partial<AuditFilters>) => void
}

/** Who signed in and out, from where and with what, and who tried. */
export function AccessLog(props: LogProps) {
  const { t } = useTranslation()
  const mayRead = usePermission('access_log.read')
  if (!mayRead) return <EmptyState title={t('errors.codes.forbidden.title')} text={t('access.mayNotRead')} />
  return (
    <>
      <Filters {...props} />
      <Events filters={props.filters} />
    </>
  )
}

function Filters({ filters, onChange }: LogProps) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  const search = useSearchText(filters.address, (address) => onChange({ address }), t('shortcuts.search'))
  return (
    <FilterBar>
      <Select
        size="xs"
        aria-label={t('access.what')}
        placeholder={t('access.anything')}
        value={filters.act ?? null}
        data={ACCESS_ACTS.map((act) => ({ value: act, label: t(`access.act.${act}`) }))}
        onChange={(act) => onChange({ act: (act ?? undefined) as AccessAct | undefined })}
        clearable
      />
      <Select
        size="xs"
        aria-label={t('audit.who')}
        placeholder={t('audit.anybody')}
        value={filters.user ?? null}
        data={people.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(user) => onChange({ user: user ?? undefined })}
        clearable
        searchable
      />
      <SpanSelect days={filters.days} onChange={(days) => onChange({ days })} />
      <TextInput
        {...search}
        size="xs"
        placeholder={t('access.addressExample')}
        aria-label={t('access.address')}
        title={t('access.address')}
      />
    </FilterBar>
  )
}

function Events({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation()
  const { days } = filters
  const sinceMs = useMemo(() => (days === undefined ? undefined : now() - days * 86_400_000), [days])
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    accessQuery(filters, sinceMs),
  )
  if (isPending) return <ListSkeleton rows={8} />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const events = data.pages.flatMap((page) => page.items)
  if (events.length === 0)
    return <EmptyState icon={<IconLogin2 size={22} />} title={t('access.none')} text={t('access.noneText')} />
  return (
    <>
      <ol className={styles.list} aria-label={t('access.logs.access')}>
        {events.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ol>
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

const TONES: Partial<Record<AccessAct, Tone>> = { signed_in: 'ok', sign_in_failed: 'alarm', password_set: 'warn' }

function EventRow({ event }: { event: AccessEvent }) {
  const { t } = useTranslation()
  const reader = useReader()
  const deviceWords = useDeviceWords()
  const { act, user, actor, count, at, last_at, address, agent, ended_sessions, is_limited } = event
  const isByOther = actor?.kind === 'user' && actor.id !== user?.id
  const notes = [
    count > 1 && t('access.attempts', { count }),
    ended_sessions > 0 && t('access.ended', { count: ended_sessions }),
    is_limited && t('access.limited'),
    isByOther && t('access.byOther', { name: actor.label }),
  ].filter((note) => note !== false)
  return (
    <li className={styles.row}>
      <span className={styles.act}>
        <Tag tone={TONES[act] ?? 'plain'}>{t(`access.act.${act}`)}</Tag>
      </span>
      <span className={styles.who}>
        <span className={styles.name}>
          {user?.name ?? (actor?.kind === 'key' ? t('audit.byKey', { name: actor.label }) : t('access.nobody'))}
        </span>
        {notes.length > 0 && <span className={styles.notes}>{notes.join(' · ')}</span>}
      </span>
      <span className={styles.address}>{address ?? t('access.tooMany')}</span>
      <span className={styles.device} title={agent ?? undefined}>
        {agent !== null && deviceWords(agent)}
      </span>
      <span className={styles.age} title={at === last_at ? undefined : formatFull(Date.parse(at), reader)}>
        <RelativeTime at={last_at} />
      </span>
    </li>
  )
}
