import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './data-list.module.css'
import { useCommand } from './keyboard/shortcuts.ts'
import { nextRow } from './row-travel.ts'

/**
 * Dense rows under each other, travelled with j and k. The focus itself is the cursor, so Enter opens, a screen reader
 * follows, and rows that move under a live change take the cursor with them.
 */
export function DataList({
  label,
  children,
  height,
  listRef,
}: {
  label: string
  children: ReactNode
  /** Of all rows, where only those in sight are drawn, each at its place. */
  height?: number
  listRef?: RefObject<HTMLUListElement | null>
}) {
  const own = useRef<HTMLUListElement>(null)
  const list = listRef ?? own
  const { t } = useTranslation()
  const move = useCallback(
    (by: 1 | -1) => {
      const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
      const at = links.indexOf(document.activeElement as HTMLElement)
      const next = links[nextRow(links.length, at, by)]
      next?.focus({ preventScroll: true })
      next?.closest('li')?.scrollIntoView({ block: 'nearest' })
    },
    [list],
  )
  useCommand({ binding: 'j', label: t('shortcuts.down'), run: () => move(1), group: 'list' })
  useCommand({ binding: 'k', label: t('shortcuts.up'), run: () => move(-1), group: 'list' })
  return (
    <ul
      ref={list}
      className={styles.list}
      aria-label={label}
      {...(height !== undefined && { 'data-placed': true, style: { height } })}
    >
      {children}
    </ul>
  )
}

/** Where a row stands in a list of which only those in sight are drawn. */
export interface RowPlace {
  top: number
  height: number
  index: number
  total: number
}

/** A heading between rows. */
export function DataListHeading({ children, count }: { children: ReactNode; count: number }) {
  return (
    <li className={styles.heading}>
      <span>{children}</span>
      <span className={styles.headingCount}>{count}</span>
    </li>
  )
}

/**
 * A row whose whole surface opens `link`; what is in `actions` stands above that surface. `id` is what a key acts on: the row
 * that has the focus, else the one under the pointer.
 */
export function DataRow({
  id,
  link,
  label,
  children,
  actions,
  isLoud = false,
  place,
}: {
  id: string
  link: LinkProps
  label: string
  children: ReactNode
  actions?: ReactNode
  isLoud?: boolean
  place?: RowPlace | undefined
}) {
  return (
    <li
      className={styles.row}
      data-row-id={id}
      data-loud={isLoud || undefined}
      {...(place && {
        style: { height: place.height, transform: `translateY(${place.top}px)` },
        'aria-setsize': place.total,
        'aria-posinset': place.index + 1,
      })}
    >
      <Link {...link} className={styles.surface} data-row-link="" aria-label={label} />
      <div className={styles.cells}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </li>
  )
}

/** The row that a key means: focused, else pointed at. */
export function rowInHand(): string | undefined {
  const row =
    document.activeElement?.closest<HTMLElement>('[data-row-id]') ??
    document.querySelector<HTMLElement>('[data-row-id]:hover')
  return row?.dataset.rowId
}
