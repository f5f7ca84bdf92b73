import { useMediaQuery } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import type { IncidentGrouping } from '@tocsin/core/record/query/incident-views.ts'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDensity } from '../../../ui/density.ts'
import { formatCount } from '../../../ui/format-count.ts'
import { rangeWith, useListOffset } from '../../../ui/virtual-window.ts'
import styles from './incident-list.module.css'
import { IncidentRow } from './incident-row.tsx'
import type { ListItem } from './list-items.ts'

const heights = { comfortable: 44, compact: 34, card: 104, heading: 33 }
/** What covers the top of the window: the title's bar, on a phone below that of the frame. */
const coveredTop = 60
const coveredBottom = 76

export interface ListHandle {
  scrollTo: (id: string) => void
}

interface ListProps {
  items: readonly ListItem[]
  grouping: IncidentGrouping | null
  total: number
  chosen: ReadonlySet<string>
  /** Stays in existence while it is out of sight: it may have the focus. */
  cursor: string | undefined
  pending: ReadonlySet<string>
  mayRespond: boolean
  handle: RefObject<ListHandle | null>
  onToggle: (id: string, isRange: boolean) => void
  onAcknowledge: (id: string) => void
  /** Places of rows that are not loaded yet are in sight. */
  onMissing: () => void
}

/** The rows that are in sight, and a few around them. The window scrolls, so that the browser's own keys and gestures work. */
export function IncidentList(props: ListProps) {
  const { items, chosen, cursor, handle, onMissing } = props
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const rowHeight = useRowHeight()
  const offset = useListOffset(list)
  const indexOf = useRef(new Map<string, number>())
  indexOf.current = new Map(items.map((item, index) => [item.key, index]))
  const kept = cursor === undefined ? undefined : indexOf.current.get(cursor)
  const keyOf = useCallback((index: number) => items[index]?.key ?? index, [items])
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => (items[index]?.kind === 'heading' ? heights.heading : rowHeight),
    getItemKey: keyOf,
    overscan: 12,
    scrollMargin: offset,
    scrollPaddingStart: coveredTop,
    scrollPaddingEnd: coveredBottom,
    rangeExtractor: (range) => rangeWith(range, kept),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are reckoned once, and anew when rows get another height.
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  useEffect(() => {
    handle.current = {
      scrollTo: (id) => {
        const index = indexOf.current.get(id)
        if (index !== undefined) virtual.scrollToIndex(index, { align: 'auto' })
      },
    }
  }, [handle, virtual])
  const shown = virtual.getVirtualItems()
  const isMissing = shown.some(({ index }) => items[index]?.kind === 'place')
  useEffect(() => {
    if (isMissing) onMissing()
  }, [isMissing, onMissing])
  return (
    <ul
      ref={list}
      className={styles.list}
      style={{ height: virtual.getTotalSize() }}
      aria-label={t('nav.incidents')}
      data-choosing={chosen.size > 0 || undefined}
    >
      {shown.map(({ index, start, size }) => {
        const item = items[index]
        return item && <Item key={item.key} {...props} item={item} top={start - offset} height={size} />
      })}
    </ul>
  )
}

function Item({ item, top, height, ...list }: ListProps & { item: ListItem; top: number; height: number }) {
  const style = { height, transform: `translateY(${top}px)` }
  if (item.kind === 'place')
    return (
      <li className={styles.place} style={style} aria-hidden="true">
        <span className={styles.placeBar} />
      </li>
    )
  if (item.kind === 'heading')
    return (
      <li className={styles.heading} style={style}>
        <GroupName group={item.group} grouping={list.grouping} items={list.items} />
        {item.count !== undefined && <GroupCount count={item.count} />}
      </li>
    )
  const { incident, isGone, index } = item
  return (
    <IncidentRow
      incident={incident}
      isGone={isGone}
      isChosen={list.chosen.has(incident.id)}
      isPending={list.pending.has(incident.id)}
      mayRespond={list.mayRespond}
      top={top}
      height={height}
      position={index + 1}
      total={Math.max(list.total, index + 1)}
      onToggle={list.onToggle}
      onAcknowledge={list.onAcknowledge}
    />
  )
}

function GroupCount({ count }: { count: number }) {
  const { i18n } = useTranslation()
  return <span className={styles.headingCount}>{formatCount({ count, is_complete: true }, i18n.language)}</span>
}

function GroupName({ group, grouping, items }: { group: string } & Pick<ListProps, 'grouping' | 'items'>) {
  const { t } = useTranslation()
  if (grouping === 'priority') return <span>{t(`priority.${group as 'P1'}`)}</span>
  if (grouping === 'status') return <span>{t(`list.stage.${group as '0'}`)}</span>
  return <span>{group === '' ? t('list.noService') : serviceName(group, items)}</span>
}

/** A service's name stands in the rows that it has. */
function serviceName(id: string, items: readonly ListItem[]): string {
  for (const item of items) {
    if (item.kind !== 'row') continue
    const service = item.incident.services.find((each) => each.id === id)
    if (service) return service.name
  }
  return id
}

function useRowHeight(): number {
  const density = useDensity()
  const isPhone = useMediaQuery('(width < 60em)', undefined, { getInitialValueInEffect: false })
  return isPhone ? heights.card : heights[density]
}
