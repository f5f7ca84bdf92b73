import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { StepState } from '../api/types.ts'
import styles from './step-bar.module.css'
import { formatStopwatch } from './time/elapsed.ts'
import { useReader } from './time/reader.ts'
import { Stopwatch } from './time/stopwatch.tsx'
import { formatFull, formatTimeOfDay } from './time/wall-clock.ts'

/**
 * The seven steps with their clocks: what is done shows when and how long it took since the step before; the current one
 * counts. On a phone the labels of all but the current step give way.
 */
export function StepBar({ steps }: { steps: readonly StepState[] }) {
  const { t } = useTranslation()
  return (
    <ol className={styles.bar} aria-label={t('steps.label')}>
      {steps.map((step, index) => (
        <Fragment key={step.step}>
          <Step step={step} before={lastInstant(steps.slice(0, index))} />
        </Fragment>
      ))}
    </ol>
  )
}

function Step({ step, before }: { step: StepState; before: string | null }) {
  const { t } = useTranslation()
  const reader = useReader()
  const title = step.at === null ? undefined : formatFull(Date.parse(step.at), reader)
  return (
    <li
      className={styles.step}
      data-state={step.state}
      title={title}
      aria-current={step.state === 'current' ? 'step' : undefined}
    >
      <span className={styles.track}>
        <StepMark state={step.state} />
      </span>
      <span className={styles.name}>{t(`steps.${step.step}`)}</span>
      <span className={styles.clock}>
        {step.at !== null && step.state === 'done' && (
          <>
            <span className={styles.time}>{formatTimeOfDay(Date.parse(step.at), reader)}</span>
            {before !== null && <span className={styles.took}>{tookText(before, step.at, reader.locale)}</span>}
          </>
        )}
        {step.state === 'current' && before !== null && (
          <span className={styles.running}>
            <Stopwatch since={before} />
          </span>
        )}
      </span>
    </li>
  )
}

function StepMark({ state }: { state: StepState['state'] }) {
  return (
    <svg className={styles.mark} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {state === 'done' && (
        <>
          <circle cx="8" cy="8" r="7.2" fill="currentColor" />
          <path d="m4.9 8.2 2.1 2.1 4.1-4.5" stroke="var(--bg)" strokeWidth="1.8" fill="none" strokeLinecap="round" />
        </>
      )}
      {state === 'current' && (
        <>
          <circle cx="8" cy="8" r="6.6" fill="var(--bg)" stroke="currentColor" strokeWidth="1.8" />
          <circle cx="8" cy="8" r="3" fill="currentColor" />
        </>
      )}
      {state === 'pending' && <circle cx="8" cy="8" r="6.6" fill="var(--bg)" stroke="currentColor" strokeWidth="1.4" />}
    </svg>
  )
}

/** A corrected instant may lie before the step before it; then there is no length to tell. */
function tookText(before: string, at: string, locale: string): string {
  const tookMs = Date.parse(at) - Date.parse(before)
  return tookMs >= 1_000 ? `+${formatStopwatch(tookMs, locale)}` : ''
}

function lastInstant(steps: readonly StepState[]): string | null {
  return steps.findLast(({ at }) => at !== null)?.at ?? null
}
