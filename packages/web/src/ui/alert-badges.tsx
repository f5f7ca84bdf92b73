import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import styles from './badge.module.css'

/** Whether the condition holds: a filled square while it fires, a hollow one with a tick once it cleared. */
export function AlertStateBadge({ state }: { state: 'firing' | 'resolved' }) {
  const { t } = useTranslation()
  return (
    <span className={`${styles.badge} ${state === 'firing' ? styles.alarm : styles.ok}`}>
      <svg width="13" height="13" viewBox="0 0 14 14" aria-hidden="true">
        {state === 'firing' ? (
          <path d="M7.9.8 2.4 7.6h3.7L5.2 13.2 11.6 5.8H7.4Z" fill="currentColor" />
        ) : (
          <path d="m2.6 7.4 3 3 5.8-6.6" stroke="currentColor" strokeWidth="1.9" fill="none" strokeLinecap="round" />
        )}
      </svg>
      <span>{t(`alertState.${state}`)}</span>
    </span>
  )
}

/** How many of four bars are filled. */
const strengths: Record<SourceSeverity, number> = { critical: 4, high: 3, medium: 2, low: 1, info: 0, unknown: 0 }
const tones: Record<SourceSeverity, string | undefined> = {
  critical: styles.alarm,
  high: styles.warn,
  medium: styles.calm,
  low: styles.quiet,
  info: styles.faint,
  unknown: styles.faint,
}

export function SeverityBadge({ severity }: { severity: SourceSeverity }) {
  const { t } = useTranslation()
  return (
    <span className={`${styles.badge} ${tones[severity]}`}>
      {strengths[severity] > 0 ? <Bars strength={strengths[severity]} /> : <Ring isKnown={severity === 'info'} />}
      <span>{t(`sourceSeverity.${severity}`)}</span>
    </span>
  )
}

function Bars({ strength }: { strength: number }) {
  return (
    <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
      {[0, 1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={bar * 3.6}
          y={9 - bar * 3}
          width="2.6"
          height={3 + bar * 3}
          rx="0.8"
          fill="currentColor"
          opacity={bar < strength ? 1 : 0.25}
        />
      ))}
    </svg>
  )
}

/** No strength at all: an i for what only informs, a question mark for what did not say. */
function Ring({ isKnown }: { isKnown: boolean }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="5.9" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path
        d={isKnown ? 'M7 6.4v3.8M7 4v.1' : 'M5.4 5.5a1.6 1.6 0 1 1 2.3 1.4c-.5.3-.7.5-.7 1.1M7 10.2v.1'}
        stroke="currentColor"
        strokeWidth="1.3"
        fill="none"
        strokeLinecap="round"
      />
    </svg>
  )
}
