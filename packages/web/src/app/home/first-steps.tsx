import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../api/types.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyFailed, notifyUndoable } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { useDismissFirstRun } from '../first-run/first-run.query.ts'
import { StepMark } from '../first-run/step-mark.tsx'
import styles from './home.module.css'

/** The first steps that are still open, until they are done or somebody puts them away. */
export function FirstSteps({ firstRun: { steps } }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const done = steps.filter(({ is_done }) => is_done).length
  const current = steps.find(({ is_done }) => !is_done)?.step
  return (
    <section className={styles.steps} aria-label={t('firstSteps.title')}>
      <div className={styles.stepsHead}>
        <div>
          <h2 className={styles.stepsTitle}>{t('firstSteps.title')}</h2>
          <p className={styles.stepsText}>{t('firstSteps.progress', { done, count: steps.length })}</p>
        </div>
        <div className={styles.stepsActions}>
          <DismissButton />
          <Button component={Link} to="/first-run" size="sm">
            {t('firstSteps.go')}
          </Button>
        </div>
      </div>
      <ol className={styles.stepList}>
        {steps.map(({ step, is_done: isDone }, index) => (
          <li key={step}>
            <Link className={styles.step} to="/first-run" search={{ step }} data-done={isDone || undefined}>
              <StepMark number={index + 1} isDone={isDone} isCurrent={step === current} />
              <span>{t(`firstSteps.step.${step}`)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}

function DismissButton() {
  const { t } = useTranslation()
  const dismiss = useDismissFirstRun()
  const wordsOf = useErrorWords()
  // Not as callbacks of `mutate`, which are dropped when this button is gone before the answer is there, as it often is.
  const run = () =>
    dismiss.mutateAsync(true).then(
      () => notifyUndoable({ message: t('firstSteps.dismissed'), undo: () => dismiss.mutateAsync(false) }),
      (error: unknown) => notifyFailed(wordsOf(error)),
    )
  return (
    <ConfirmButton
      variant="subtle"
      color="gray"
      size="sm"
      label={t('firstSteps.dismiss')}
      question={t('firstSteps.dismissQuestion')}
      onConfirm={run}
      loading={dismiss.isPending}
    />
  )
}
