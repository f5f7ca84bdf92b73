import type { ReactNode } from 'react'
import styles from './design-system.module.css'
import { useDesignWords } from './use-design-words.ts'

/** One part of the page, under its heading. */
export function Section({
  name,
  text,
  children,
}: {
  name: keyof ReturnType<typeof useDesignWords>['sections']
  text?: string
  children: ReactNode
}) {
  const words = useDesignWords()
  return (
    <section className={styles.section} aria-labelledby={`design-${name}`}>
      <h2 id={`design-${name}`} className={styles.heading}>
        {words.sections[name]}
      </h2>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children}
    </section>
  )
}

/** Samples in a row, with a small word on what they are. */
export function Sample({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.sample}>
      <h3 className={styles.label}>{label}</h3>
      <div className={styles.row}>{children}</div>
    </div>
  )
}
