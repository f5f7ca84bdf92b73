import type { ReactNode } from 'react'
import styles from './page-header.module.css'

/** The line on top of a screen: its name, and what can be done there. It stays while the screen scrolls. */
export function PageHeader({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{title}</h1>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </header>
  )
}

/** Filters under the title. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={styles.filters}>{children}</div>
}

/** The width at which text stays readable. */
export function PageBody({ children }: { children: ReactNode }) {
  return <div className={styles.body}>{children}</div>
}
