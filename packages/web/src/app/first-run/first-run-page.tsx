import '../../messages/first-run-texts.ts'
import '../../messages/account-texts.ts'
import '../../messages/channel-texts.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstRun, FirstStep } from '../../api/types.ts'
import { sessionQuery, usePermission } from '../../features/people/session.query.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { AllDone } from './all-done.tsx'
import { ContactStep } from './contact-step.tsx'
import styles from './first-run.module.css'
import { firstRunQuery } from './first-run.query.ts'
import { ServiceStep } from './service-step.tsx'
import { SignalStep } from './signal-step.tsx'
import { SourceStep } from './source-step.tsx'
import { StepMark } from './step-mark.tsx'

/** From an empty installation to a page that reaches somebody. What is done is the server's to say, so it can be left anywhere. */
export function FirstRunPage() {
  const { t } = useTranslation()
  const mayTake = usePermission('configuration.write')
  const { data: firstRun, error, refetch } = useQuery({ ...firstRunQuery, enabled: mayTake })
  return (
    <>
      <PageHeader title={t('firstSteps.title')}>
        <Button component={Link} to="/" variant="default" size="xs">
          {t('firstRun.toHome')}
        </Button>
      </PageHeader>
      {!mayTake && <EmptyState title={t('errors.codes.forbidden.title')} text={t('errors.codes.forbidden.text')} />}
      {firstRun && <Steps firstRun={firstRun} />}
      {mayTake && !firstRun && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {mayTake && !firstRun && !error && <LoadingState />}
    </>
  )
}

const contents: Record<FirstStep, (props: { firstRun: FirstRun }) => ReactNode> = {
  contact: ContactStep,
  service: ServiceStep,
  source: SourceStep,
  signal: SignalStep,
}

function Steps({ firstRun }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/first-run' })
  const { step: asked } = useSearch({ from: '/frame/first-run' })
  const { steps } = firstRun
  const open = asked ?? steps.find(({ is_done }) => !is_done)?.step ?? 'signal'
  const goTo = (step: FirstStep | undefined) => void navigate({ search: { step }, replace: true })
  useMoveOn(firstRun, open, () => goTo(undefined))
  const done = steps.filter(({ is_done }) => is_done).length
  return (
    <div className={styles.page}>
      {firstRun.is_done ? (
        <AllDone />
      ) : (
        <div className={styles.intro}>
          <p className={styles.introText}>{t('firstRun.text')}</p>
          <progress className={styles.progress} value={done} max={steps.length} aria-label={t('firstSteps.title')} />
          <p className={styles.introCount}>{t('firstSteps.progress', { done, count: steps.length })}</p>
        </div>
      )}
      <ol className={styles.steps}>
        {steps.map(({ step, is_done: isDone }, index) => (
          <StepCard
            key={step}
            step={step}
            number={index + 1}
            isDone={isDone}
            isOpen={step === open}
            onOpen={() => goTo(step)}
            onSkip={() => goTo(steps.slice(index + 1).find(({ is_done }) => !is_done)?.step)}
            isLast={index === steps.length - 1}
          >
            {contents[step]({ firstRun })}
          </StepCard>
        ))}
      </ol>
    </div>
  )
}

/** When the open step gets done, the next one opens; one that was done before stays to be looked at. */
function useMoveOn({ steps }: FirstRun, open: FirstStep | undefined, move: () => void): void {
  const isDone = steps.find(({ step }) => step === open)?.is_done === true
  const before = useRef({ open, isDone })
  useEffect(() => {
    if (before.current.open === open && !before.current.isDone && isDone && open !== 'signal') move()
    before.current = { open, isDone }
  })
}

interface StepCardProps {
  step: FirstStep
  number: number
  isDone: boolean
  isOpen: boolean
  isLast: boolean
  onOpen: () => void
  onSkip: () => void
  children: ReactNode
}

function StepCard({ step, number, isDone, isOpen, isLast, onOpen, onSkip, children }: StepCardProps) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  return (
    <li className={styles.step} data-open={isOpen || undefined} aria-current={isOpen ? 'step' : undefined}>
      <h2 className={styles.stepHead}>
        <button type="button" className={styles.stepButton} onClick={onOpen} aria-expanded={isOpen}>
          <StepMark number={number} isDone={isDone} isCurrent={isOpen} />
          <span className={styles.stepTitle}>{t(`firstSteps.step.${step}`)}</span>
          <span className={styles.stepText}>{t(`firstRun.step.${step}.text`)}</span>
        </button>
      </h2>
      {isOpen && (
        <div className={styles.stepBody}>
          {children}
          {!isDone && !isLast && (
            <div className={styles.skip}>
              <p className={styles.note}>{t(`firstRun.step.${step}.skipText`, { email: session?.user.email ?? '' })}</p>
              <Button variant="subtle" color="gray" size="xs" onClick={onSkip}>
                {t('firstRun.skip')}
              </Button>
            </div>
          )}
        </div>
      )}
    </li>
  )
}
