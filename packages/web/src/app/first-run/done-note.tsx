import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import type { ReactNode } from 'react'
import styles from './first-run.module.css'

/** What came of a step. */
export function DoneNote({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className={styles.done}>
      <IconCheck size={17} stroke={2.4} aria-hidden="true" />
      <span className={styles.doneText}>{text}</span>
      {children}
    </div>
  )
}
