import type { Priority } from '@tocsin/core/kernel/scales.ts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './badge.module.css'

/** Shape and word say it; colour only repeats it. From the loudest: square with a mark, triangle, diamond, ring, dash. */
const glyphs: Record<Priority, ReactNode> = {
  P1: (
    <>
      <rect x="0.4" y="0.4" width="13.2" height="13.2" rx="3" fill="currentColor" />
      <path d="M7 3.2v4.4M7 10.6v.1" stroke="var(--badge-cut)" strokeWidth="1.9" strokeLinecap="round" />
    </>
  ),
  P2: <path d="M7 1.4 13.4 12.6H.6Z" fill="currentColor" strokeLinejoin="round" />,
  P3: <path d="M7 1 13 7 7 13 1 7Z" fill="currentColor" />,
  P4: <circle cx="7" cy="7" r="4.8" fill="none" stroke="currentColor" strokeWidth="2" />,
  P5: <path d="M2.5 7h9" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />,
}

const tones: Record<Priority, string | undefined> = {
  P1: styles.alarm,
  P2: styles.warn,
  P3: styles.calm,
  P4: styles.quiet,
  P5: styles.faint,
}

export function PriorityBadge({ priority, isBoxed = false }: { priority: Priority; isBoxed?: boolean }) {
  const { t } = useTranslation()
  const box = isBoxed ? styles.boxed : ''
  return (
    <span className={`${styles.badge} ${tones[priority]} ${box}`} title={t(`priority.${priority}`)}>
      <svg width="13" height="13" viewBox="0 0 14 14" aria-hidden="true">
        {glyphs[priority]}
      </svg>
      <span className={styles.code}>{priority}</span>
    </span>
  )
}
