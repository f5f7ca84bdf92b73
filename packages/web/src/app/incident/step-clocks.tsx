import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StepName, StepState } from '../../api/types.ts'
import { formatLength, formatStopwatch } from '../../ui/time/elapsed.ts'
import { hoverTitle } from '../../ui/time/hover-title.ts'
import { useReader } from '../../ui/time/reader.ts'
import { Stopwatch } from '../../ui/time/stopwatch.tsx'
import { useNow } from '../../ui/time/use-now.ts'
import { formatFull, formatTimeOfDay } from '../../ui/time/wall-clock.ts'
import styles from './step-clocks.module.css'
import type { StepAct } from './use-amending.ts'

/**
 * The seven steps with their clocks: when each was reached and how long it took since the one before, how long the current one has
 * lasted, and how that stands against its target. `isPast`: as it was once, so nothing counts.
 */
export function StepClocks({
  steps,
  isPast,
  actOf,
}: {
  steps: readonly StepState[]
  isPast: boolean
  /** What pressing a step does; undefined where there is nothing to do. */
  actOf: (step: StepName) => StepAct | undefined
}) {
  const { t } = useTranslation()
  return (
    <ol className={styles.bar} aria-label={t('clocks.label')}>
      {steps.map((step, index) => (
        <Step
          key={step.step}
          step={step}
          before={lastInstant(steps.slice(0, index))}
          isPast={isPast}
          act={actOf(step.step)}
        />
      ))}
    </ol>
  )
}

interface StepProps {
  step: StepState
  before: string | null
  isPast: boolean
}

function Step({ step, before, isPast, act }: StepProps & { act: StepAct | undefined }) {
  const reader = useReader()
  const isCurrent = step.state === 'current'
  const { at } = step
  return (
    <li
      className={styles.step}
      data-state={step.state}
      aria-current={isCurrent ? 'step' : undefined}
      {...(at !== null && hoverTitle(() => formatFull(Date.parse(at), reader)))}
    >
      {act ? (
        <button type="button" className={styles.press} onClick={act.run}>
          <StepWords step={step} before={before} isPast={isPast} />
          {step.step !== 'classify' && <VisuallyHidden>{act.label}</VisuallyHidden>}
        </button>
      ) : (
        <StepWords step={step} before={before} isPast={isPast} />
      )}
    </li>
  )
}

function StepWords({ step, before, isPast }: StepProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const isCurrent = step.state === 'current'
  const isByRule = step.state === 'done' && step.is_by_rule
  // The matrix is how priorities are meant to come about; that nobody has looked at what it is fed with is worth a sign.
  const isUnseen = isByRule && step.step === 'classify'
  return (
    <>
      <span className={styles.track}>
        <StepMark state={step.state} isByRule={isUnseen} />
      </span>
      <span className={styles.name}>{t(`steps.${step.step}`)}</span>
      <span className={styles.clock}>
        {step.state === 'done' && step.at !== null && (
          <>
            <span className={styles.time}>{formatTimeOfDay(Date.parse(step.at), reader)}</span>
            {before !== null && <span className={styles.took}>{tookText(before, step.at, reader.locale)}</span>}
          </>
        )}
        {isByRule && (
          <span className={styles.byRule}>
            {t(`clocks.byRule.${step.step === 'classify' ? 'classify' : 'prioritise'}`)}
          </span>
        )}
        {isCurrent && before !== null && !isPast && (
          <span className={styles.running}>
            <Stopwatch since={before} />
          </span>
        )}
      </span>
      {step.target_at !== null && !isPast && <Target step={step} targetAt={step.target_at} />}
    </>
  )
}

/** Reached: by how much too late, or nothing. Not reached: how much time is left, or how late it is. */
function Target({ step, targetAt }: { step: StepState; targetAt: string }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const nowMs = useNow('quarter_minute')
  if (step.state === 'pending' && step.at === null && Date.parse(targetAt) > nowMs) {
    return (
      <span className={styles.target}>
        {t('clocks.left', { length: lengthOf(Date.parse(targetAt) - nowMs, locale) })}
      </span>
    )
  }
  const leftMs = Date.parse(targetAt) - (step.state === 'done' && step.at !== null ? Date.parse(step.at) : nowMs)
  if (leftMs >= 0) {
    if (step.state === 'done') return null
    return (
      <span className={styles.target} data-tone="near">
        {t('clocks.left', { length: lengthOf(leftMs, locale) })}
      </span>
    )
  }
  return (
    <span className={styles.target} data-tone="late">
      {t('clocks.late', { length: lengthOf(-leftMs, locale) })}
    </span>
  )
}

/** Rounded to what matters: nobody reads seconds of hours. */
function lengthOf(durationMs: number, locale: string): string {
  const hourMs = 3_600_000
  const unitMs = durationMs >= 48 * hourMs ? 24 * hourMs : durationMs >= 2 * hourMs ? hourMs : 60_000
  return formatLength(Math.max(unitMs, Math.round(durationMs / unitMs) * unitMs), locale)
}

/** `isByRule`: done, but by no person yet; an outline instead of a full disc. */
function StepMark({ state, isByRule }: { state: StepState['state']; isByRule: boolean }) {
  return (
    <svg className={styles.mark} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {state === 'done' && (
        <>
          {isByRule ? (
            <circle cx="8" cy="8" r="6.6" fill="var(--bg)" stroke="currentColor" strokeWidth={1.4} />
          ) : (
            <circle cx="8" cy="8" r="7.2" fill="currentColor" />
          )}
          <path
            d="m4.9 8.2 2.1 2.1 4.1-4.5"
            stroke={isByRule ? 'currentColor' : 'var(--bg)'}
            strokeWidth="1.8"
            fill="none"
            strokeLinecap="round"
          />
        </>
      )}
      {state !== 'done' && (
        <circle
          cx="8"
          cy="8"
          r="6.6"
          fill="var(--bg)"
          stroke="currentColor"
          strokeWidth={state === 'current' ? 1.8 : 1.4}
        />
      )}
      {state === 'current' && <circle cx="8" cy="8" r="3" fill="currentColor" />}
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
