import '../../messages/source-texts.ts'
import '../../messages/service-texts.ts'
import { Button } from '@mantine/core'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { DataList, DataRow } from '../../ui/data-list.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { servicesQuery } from '../lake/services.query.ts'
import { MailHint } from '../people/mail-hint.tsx'
import { usePermission } from '../people/session.query.ts'
import { AddSourceDialog } from './add-source-dialog.tsx'
import './monitors/monitor-texts.ts'
import { MONITOR_LAYERS } from './monitors/monitor-filters.ts'
import { sourcesQuery } from './sources.query.ts'
import styles from './sources-page.module.css'

/** Where signals come from. */
export function SourcesPage() {
  const { t } = useTranslation()
  const { data: sources, error, refetch } = useQuery({ ...sourcesQuery, refetchInterval: 30_000 })
  const mayWrite = usePermission('configuration.write')
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
      {t('sources.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.sources')}>{sources && sources.length > 0 && add}</PageHeader>
      <MailHint />
      {sources && sources.length > 0 && (
        <DataList label={t('nav.sources')}>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </DataList>
      )}
      {sources?.length === 0 && (
        <EmptyState icon={<IconPlugConnected size={22} />} title={t('sources.none')} text={t('sources.noneText')}>
          {add}
        </EmptyState>
      )}
      {!sources && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!sources && !error && <ListSkeleton />}
      {isAdding && <AddSourceDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}

/** What it watches, where somebody said so. */
function SourceLayer({ options }: Pick<Source, 'options'>) {
  const { t } = useTranslation()
  const layer = MONITOR_LAYERS.find((each) => each === options?.layer)
  return layer === undefined ? null : <Tag title={t('monitors.layerText')}>{t(`monitors.layers.${layer}`)}</Tag>
}

function SourceRow({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { data: services = [] } = useQuery(servicesQuery)
  const service = services.find(({ id }) => id === source.service)?.name ?? source.service
  return (
    <DataRow id={source.id} link={{ to: '/sources/$id', params: { id: source.id } }} label={source.name}>
      <div className={styles.row} data-off={!source.active || undefined}>
        <span className={styles.name}>{source.name}</span>
        <span className={styles.cell}>
          {t(`systems.${source.system}`, { defaultValue: source.system })} <SourceLayer options={source.options} />
        </span>
        <span className={styles.cell}>{service ?? t('sources.byLabel')}</span>
        <span className={styles.count}>
          {t('source.signals24', { count: source.signals_24h, number: source.signals_24h.toLocaleString(locale) })}
        </span>
        <span>
          {source.dead_letters > 0 && (
            <Tag tone="alarm" title={t('deadLetters.text')}>
              {t('deadLetters.waiting', { count: source.dead_letters })}
            </Tag>
          )}
          {source.problems_24h > 0 && source.dead_letters === 0 && (
            <Tag tone="alarm">
              {t('source.problems24', {
                count: source.problems_24h,
                number: source.problems_24h.toLocaleString(locale),
              })}
            </Tag>
          )}
        </span>
        <span className={styles.last}>
          {source.last_signal_at === null ? (
            <Tag tone="warn">{t('service.neverHeard')}</Tag>
          ) : (
            <RelativeTime at={source.last_signal_at} />
          )}
        </span>
        <span className={styles.tags}>
          {!source.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
          <OwnedByFile owner={source.owned_by} />
        </span>
      </div>
    </DataRow>
  )
}
