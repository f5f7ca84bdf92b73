import { SegmentedControl, VisuallyHidden } from '@mantine/core'
import IconVolume3 from '@tabler/icons-react/dist/esm/icons/IconVolume3.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Noise } from '../../../api/types.ts'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { SourceLink } from '../../../ui/source-link.tsx'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { AlertTabs } from '../alert-tabs.tsx'
import { NoiseDialog } from './noise-dialog.tsx'
import { NoiseMenu } from './noise-menu.tsx'
import { filtersOfNoise } from './noise-proposal.ts'
import styles from './quiet.module.css'
import { noiseQuery } from './quiet.query.ts'

const DAYS = [7, 14, 30] as const

/** Which alerts cost the most for the least, and what would help. */
export function NoisePage() {
  const { t } = useTranslation()
  const { days = 7, source, team } = useSearch({ from: '/frame/alerts/noise' })
  const navigate = useNavigate({ from: '/alerts/noise' })
  const { data: noise, error, refetch, isPending } = useQuery(noiseQuery({ days, source, team }))
  return (
    <>
      <PageHeader title={t('nav.alerts')} />
      <AlertTabs />
      <FilterBar>
        <SegmentedControl
          value={String(days)}
          data={DAYS.map((each) => ({ value: String(each), label: t(`noise.days.d${each}`) }))}
          onChange={(value) => {
            const next = DAYS.find((each) => String(each) === value)
            void navigate({ search: { source, team, days: next === 7 ? undefined : next }, replace: true })
          }}
          aria-label={t('noise.daysLabel')}
        />
        <span className={styles.note}>{t('noise.text')}</span>
      </FilterBar>
      {isPending && <ListSkeleton rows={6} />}
      {!noise && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {noise?.length === 0 && (
        <EmptyState icon={<IconVolume3 size={22} />} title={t('noise.none')} text={t('noise.noneText')} />
      )}
      {noise && noise.length > 0 && <NoiseTable items={noise} days={days} />}
    </>
  )
}

function NoiseTable({ items, days }: { items: readonly Noise[]; days: number }) {
  const { t } = useTranslation()
  const heads = ['fired', 'acted', 'brief', 'cameBack', 'woke', 'lastFired'] as const
  return (
    <div className={styles.tableWrap}>
      <table className={styles.table} aria-label={t('noise.title')}>
        <thead>
          <tr>
            <th scope="col">{t('noise.alert')}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`noise.${head}`)}
              </th>
            ))}
            <th scope="col">
              <VisuallyHidden>{t('noise.apply')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((noise) => (
            <NoiseRow key={`${noise.source.id} ${noise.name}`} noise={noise} days={days} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NoiseRow({ noise, days }: { noise: Noise; days: number }) {
  const { t } = useTranslation()
  const { source, name, fired, acted_on, brief, came_back, woke, marked } = noise
  const [isOpen, setIsOpen] = useState(false)
  return (
    <tr>
      <td>
        <Link to="/alerts" search={filtersOfNoise(noise)} className={styles.noiseName}>
          {name}
        </Link>
        <span className={styles.quiet}>
          <SourceLink id={source.id}>{source.name}</SourceLink>
          {marked > 0 && (
            <span>
              {t('noise.marked')}: {marked}
            </span>
          )}
        </span>
      </td>
      <Count label={t('noise.fired')} value={fired} />
      <Count label={t('noise.acted')} value={acted_on} />
      <Count label={t('noise.brief')} value={brief} />
      <Count label={t('noise.cameBack')} value={came_back} />
      <Count label={t('noise.woke')} value={woke} isLoud={woke > 0} />
      <td data-label={t('noise.lastFired')}>
        <RelativeTime at={noise.last_fired_at} />
      </td>
      <td>
        <NoiseMenu noise={noise} onOpen={() => setIsOpen(true)} />
        {isOpen && <NoiseDialog noise={noise} days={days} onClose={() => setIsOpen(false)} />}
      </td>
    </tr>
  )
}

function Count({ label, value, isLoud = false }: { label: string; value: number; isLoud?: boolean }) {
  return (
    <td data-label={label} className={isLoud ? styles.loud : value === 0 ? styles.zero : undefined}>
      {value}
    </td>
  )
}
