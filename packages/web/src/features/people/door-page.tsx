import type { ReactNode } from 'react'
import styles from './door-page.module.css'

const name = 'Tocsin'

/** What stands around the pages before the frame: login and set-up. */
export function DoorPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <img src="/favicon.svg" width="30" height="30" alt="" />
          {name}
        </div>
        <h1 className={styles.title}>{title}</h1>
        {text !== undefined && <p className={styles.text}>{text}</p>}
        {children}
      </div>
    </main>
  )
}
