import type { ReactNode } from 'react'
import styles from './panel.module.css'

/** A titled part of a page. `action` stands at the end of the title's line. */
export function Panel({
  title,
  count,
  action,
  children,
  isFlush = false,
}: {
  title: string
  count?: number
  action?: ReactNode
  children: ReactNode
  /** The content brings its own edges (rows that reach the border). */
  isFlush?: boolean
}) {
  return (
    <section className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          {title}
          {count !== undefined && <span className={styles.count}>{count}</span>}
        </h2>
        {action}
      </header>
      <div className={isFlush ? undefined : styles.body}>{children}</div>
    </section>
  )
}

/** Names and values, one under the other. Rows without a value are left out. */
export function Properties({ rows }: { rows: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.properties}>
      {rows
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ name, value }) => (
          <div key={name} className={styles.property}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
