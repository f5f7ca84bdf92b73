import { useTranslation } from 'react-i18next'
import styles from './rule-step-words.module.css'
import type { RuleTestResult } from './rules.query.ts'
import { useRuleWords } from './use-rule-words.ts'
import './rule-texts.ts'

type Step = NonNullable<RuleTestResult['rules'][number]['step']>

/** What a rule did to an alert: what it changed, what it decided, or why it failed. */
export function RuleStepWords({ step }: { step: Step }) {
  const { t } = useTranslation()
  const words = useRuleWords()
  const shown = (field: string, value: string | null) =>
    value === null ? t('ruleTest.nothing') : words.value(field, value)
  const isIdle = step.problem === undefined && step.effect === undefined && (step.changed ?? []).length === 0
  return (
    <ul className={styles.steps}>
      {step.problem !== undefined && <li className={styles.fault}>{step.problem}</li>}
      {(step.changed ?? []).map(({ field, from, to }) => (
        <li key={field}>
          {t('ruleTest.changed', { field: words.field(field), from: shown(field, from), to: shown(field, to) })}
        </li>
      ))}
      {step.effect !== undefined && (
        <li>
          {t(`ruleTest.effect.${step.effect}`)}
          {step.reason !== undefined && `: ${step.reason}`}
        </li>
      )}
      {isIdle && <li>{t('ruleTest.didNothing')}</li>}
    </ul>
  )
}
