import type { Status } from '@tocsin/core/kernel/scales.ts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './badge.module.css'

const ring = <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.6" />
const disc = <circle cx="7" cy="7" r="6.4" fill="currentColor" />
const cut = { stroke: 'var(--badge-cut)', strokeWidth: 1.7, fill: 'none', strokeLinecap: 'round' } as const

/** A circle that fills as the work goes on, so that the order is seen without colour. */
const glyphs: Record<Status, ReactNode> = {
  open: (
    <>
      {disc}
      <path d="M7 3.6v4" {...cut} />
      <path d="M7 10.2v.1" {...cut} />
    </>
  ),
  acknowledged: (
    <>
      {ring}
      <path d="M7 3.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" />
    </>
  ),
  mitigated: (
    <>
      {ring}
      <path d="M7 3.4a3.6 3.6 0 1 1-3.6 3.6H7Z" fill="currentColor" />
    </>
  ),
  verifying: (
    <>
      <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 2.2" />
      <path d="m4.8 7.1 1.6 1.6 2.9-3.2" stroke="currentColor" strokeWidth="1.6" fill="none" strokeLinecap="round" />
    </>
  ),
  resolved: (
    <>
      {disc}
      <path d="m4.3 7.2 1.9 1.9 3.5-3.9" {...cut} />
    </>
  ),
  closed: (
    <>
      {ring}
      <path d="m4.5 7.1 1.8 1.8 3.2-3.5" stroke="currentColor" strokeWidth="1.6" fill="none" strokeLinecap="round" />
    </>
  ),
  declined: (
    <>
      {ring}
      <path d="m3.2 10.8 7.6-7.6" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  merged: (
    <>
      {ring}
      <path
        d="M4.6 4.4 7 7l2.4-2.6M7 7v3.2"
        stroke="currentColor"
        strokeWidth="1.5"
        fill="none"
        strokeLinecap="round"
      />
    </>
  ),
}

const tones: Record<Status, string | undefined> = {
  open: styles.alarm,
  acknowledged: styles.calm,
  mitigated: styles.violet,
  verifying: styles.ok,
  resolved: styles.ok,
  closed: styles.faint,
  declined: styles.faint,
  merged: styles.faint,
}

export function StatusBadge({ status, isBoxed = false }: { status: Status; isBoxed?: boolean }) {
  const { t } = useTranslation()
  const box = isBoxed ? styles.boxed : ''
  return (
    <span className={`${styles.badge} ${tones[status]} ${box}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {glyphs[status]}
      </svg>
      <span>{t(`status.${status}`)}</span>
    </span>
  )
}
