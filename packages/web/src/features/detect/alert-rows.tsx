import { useMediaQuery } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { DataList } from '../../ui/data-list.tsx'
import { useDensity } from '../../ui/density.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { rangeWith, useListOffset } from '../../ui/virtual-window.ts'
import { AlertRow } from './alert-row.tsx'
import styles from './alert-rows.module.css'
import type { AlertQuery } from './alerts.query.ts'
import { useAlertRows } from './use-alert-rows.ts'

const heights = { comfortable: 44, compact: 34, card: 78 }
/** What covers the top of the window: the title's bar, on a phone below that of the frame. */
const coveredTop = 60
const coveredBottom = 76

/** Alerts that a query finds, the newest first; only those in sight are drawn, and pages come as they are reached. */
export function AlertRows({ query, label, none }: { query: AlertQuery; label: string; none: ReactNode }) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const shownIds = useRef<readonly string[]>([])
  const { rows, alerts, count, hasNews, beginAnew } = useAlertRows(query, list, () => shownIds.current)
  const { data, error, refetch, isPending, hasNextPage, isFetching, fetchNextPage } = rows
  if (isPending) return <ListSkeleton />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (alerts.length === 0) return none
  const total = hasNextPage ? Math.max(count?.count ?? 0, alerts.length) : alerts.length
  return (
    <div data-stale={rows.isPlaceholderData || undefined} className={styles.frame}>
      {hasNews && (
        <button
          type="button"
          className={styles.news}
          onClick={() => {
            list.current?.closest('main')?.scrollIntoView()
            scrollTo({ top: 0 })
            beginAnew()
          }}
        >
          {t('alerts.showNews')}
        </button>
      )}
      <Placed
        label={label}
        alerts={alerts}
        total={total}
        list={list}
        onShown={(ids) => {
          shownIds.current = ids
        }}
        onMissing={() => {
          if (hasNextPage && !isFetching) void fetchNextPage()
        }}
      />
    </div>
  )
}

function Placed({
  label,
  alerts,
  total,
  list,
  onShown,
  onMissing,
}: {
  label: string
  alerts: ReturnType<typeof useAlertRows>['alerts']
  total: number
  list: RefObject<HTMLUListElement | null>
  onShown: (ids: readonly string[]) => void
  onMissing: () => void
}) {
  const rowHeight = useRowHeight()
  const offset = useListOffset(list)
  const virtual = useWindowVirtualizer({
    count: total,
    estimateSize: () => rowHeight,
    getItemKey: (index) => alerts[index]?.id ?? index,
    overscan: 12,
    scrollMargin: offset,
    scrollPaddingStart: coveredTop,
    scrollPaddingEnd: coveredBottom,
    rangeExtractor: (range) => rangeWith(range, focusedIndex(list.current)),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are reckoned once, and anew when rows get another height.
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  const shown = virtual.getVirtualItems()
  const isMissing = shown.some(({ index }) => index >= alerts.length)
  useEffect(() => {
    onShown(shown.flatMap(({ index }) => alerts[index]?.id ?? []))
    if (isMissing) onMissing()
  })
  return (
    <DataList label={label} height={virtual.getTotalSize()} listRef={list}>
      {shown.map(({ index, start, size }) => {
        const alert = alerts[index]
        const place = { top: start - offset, height: size, index, total }
        return alert ? (
          <AlertRow key={alert.id} alert={alert} place={place} />
        ) : (
          <li
            key={`place ${index}`}
            className={styles.place}
            style={{ height: size, transform: `translateY(${place.top}px)` }}
            aria-hidden="true"
          >
            <span className={styles.placeBar} />
          </li>
        )
      })}
    </DataList>
  )
}

/** The row that has the focus stays in existence while it is out of sight. */
function focusedIndex(list: HTMLElement | null): number | undefined {
  const row = list?.contains(document.activeElement) ? document.activeElement?.closest('li') : undefined
  const position = row?.getAttribute('aria-posinset')
  return position ? Number(position) - 1 : undefined
}

function useRowHeight(): number {
  const density = useDensity()
  const isPhone = useMediaQuery('(width < 60em)', undefined, { getInitialValueInEffect: false })
  return isPhone ? heights.card : heights[density]
}
