import type { ReactNode } from 'react'
import styles from './tag.module.css'

export type Tone = 'plain' | 'accent' | 'alarm' | 'warn' | 'ok' | 'violet'

/** A short word about a thing: “test”, “policy exhausted”, a label of an alert. */
export function Tag({ children, tone = 'plain', title }: { children: ReactNode; tone?: Tone; title?: string }) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`} title={title}>
      {children}
    </span>
  )
}

/** `name=value` of an alert. */
export function LabelTag({ name, value }: { name: string; value: string }) {
  return (
    <span className={styles.label} title={`${name}=${value}`}>
      <span className={styles.labelName}>{name}</span>
      <span className={styles.labelValue}>{value}</span>
    </span>
  )
}
