import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import styles from './section-tabs.module.css'
import { useCurrentInSight } from './use-current-in-sight.ts'

export interface SectionTab {
  to: LinkProps['to']
  label: string
  /** Only this very address is it, not what lies below. */
  isExact?: boolean
}

/** The pages of one section beside each other, under its title. */
export function SectionTabs({ label, tabs }: { label: string; tabs: readonly SectionTab[] }) {
  const { pathname } = useLocation()
  const row = useCurrentInSight<HTMLElement>(pathname)
  return (
    <nav ref={row} className={styles.tabs} aria-label={label}>
      {tabs.map(({ to, label: text, isExact = false }) => (
        <Link
          key={String(to)}
          to={to}
          className={styles.tab}
          activeProps={{ 'data-active': true, 'aria-current': 'page' }}
          activeOptions={{ exact: isExact, includeSearch: false }}
        >
          {text}
        </Link>
      ))}
    </nav>
  )
}
