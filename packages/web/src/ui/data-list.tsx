import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './data-list.module.css'
import { useCommand } from './keyboard/shortcuts.ts'
import { nextRow } from './row-travel.ts'

/**
 * Dense rows under each other, travelled with j and k. The focus itself is the cursor, so Enter opens, a screen reader
 * follows, and rows that move under a live change take the cursor with them.
 */
export function DataList({ label, children }: { label: string; children: ReactNode }) {
  const list = useRef<HTMLUListElement>(null)
  const { t } = useTranslation()
  const move = useCallback((by: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLElement)
    const next = links[nextRow(links.length, at, by)]
    next?.focus({ preventScroll: true })
    next?.closest('li')?.scrollIntoView({ block: 'nearest' })
  }, [])
  useCommand({ binding: 'j', label: t('shortcuts.down'), run: () => move(1), group: 'list' })
  useCommand({ binding: 'k', label: t('shortcuts.up'), run: () => move(-1), group: 'list' })
  return (
    <ul ref={list} className={styles.list} aria-label={label}>
      {children}
    </ul>
  )
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
}: {
  id: string
  link: LinkProps
  label: string
  children: ReactNode
  actions?: ReactNode
  isLoud?: boolean
}) {
  return (
    <li className={styles.row} data-row-id={id} data-loud={isLoud || undefined}>
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
