import '../../../messages/alert-texts.ts'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconMinus from '@tabler/icons-react/dist/esm/icons/IconMinus.mjs'
import { useTranslation } from 'react-i18next'
import { SeverityBadge } from '../../../ui/alert-badges.tsx'
import { Panel, Properties } from '../../../ui/panel.tsx'
import { PriorityBadge } from '../../../ui/priority-badge.tsx'
import { LabelTag, Tag, type Tone } from '../../../ui/tag.tsx'
import { UrgencyBadge } from '../../../ui/urgency-badge.tsx'
import { useWords } from '../../../ui/use-words.ts'
import styles from './rule-page.module.css'
import { RuleStepWords } from './rule-step-words.tsx'
import type { RuleTestResult } from './rules.query.ts'

/** What becomes of the alert: its words, its place, and who would be paged. */
export function TestOutcome({ result }: { result: RuleTestResult }) {
  const { t } = useTranslation()
  const { alert, signal } = result
  const isRenamed = alert.title !== signal.title
  return (
    <Panel title={t('ruleTest.result')}>
      <div className={styles.fields}>
        <PlaceWords result={result} />
        <Properties
          rows={[
            {
              name: t('eventRule.title'),
              value: (
                <>
                  {alert.title}
                  {isRenamed && <span className={styles.was}> {t('ruleTest.was', { before: signal.title })}</span>}
                </>
              ),
            },
            { name: t('eventRule.severity'), value: <SeverityBadge severity={alert.severity} /> },
            { name: t('eventRule.service'), value: alert.service?.name },
            { name: t('eventRule.team'), value: alert.team?.name },
            { name: t('eventRule.category'), value: alert.category.join(' / ') },
            {
              name: t('eventRule.labels'),
              value:
                Object.keys(alert.labels).length === 0 ? null : (
                  <span className={styles.tags}>
                    {Object.entries(alert.labels).map(([name, value]) => (
                      <LabelTag key={name} name={name} value={value} />
                    ))}
                  </span>
                ),
            },
          ]}
        />
      </div>
    </Panel>
  )
}

function PlaceWords({ result: { placement, incident, rules } }: { result: RuleTestResult }) {
  const { t } = useTranslation()
  const words = useWords()
  if (placement.is_muted || !incident) {
    const rule = rules.find(({ id }) => id === placement.rule)
    const reason = words(`placement.${placement.because}`, placement.because ?? '')
    return (
      <p className={styles.place_muted}>
        {rule
          ? t('ruleTest.mutedByRule', { rule: rule.name, reason: rule.step?.reason ?? '' })
          : t('ruleTest.muted', { reason })}
      </p>
    )
  }
  const people = incident.pages.map(({ user }) => user.name).join(', ')
  return (
    <div className={styles.outcome}>
      <span className={styles.tags}>
        <PriorityBadge priority={incident.priority} />
        <UrgencyBadge urgency={incident.urgency} />
        {t('ruleTest.opens')}
      </span>
      <span>
        {people === ''
          ? t('ruleTest.pagesNobody')
          : incident.policy
            ? t('ruleTest.pagesBy', { people, policy: incident.policy.name })
            : t('ruleTest.pages', { people })}
      </span>
    </div>
  )
}

const TONES: Record<RuleTestResult['rules'][number]['outcome'], Tone> = {
  met: 'accent',
  not_met: 'plain',
  failed: 'alarm',
  not_asked: 'plain',
}

/** Each rule in its order: whether it was met, why, and what it changed. The one that is being written is open. */
export function RuleTrials({ result, ruleId }: { result: RuleTestResult; ruleId: string }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('ruleTest.rules')} isFlush>
      <ol className={styles.trials}>
        {result.rules.map((rule) => (
          <li key={rule.id} className={styles.trial}>
            <details open={rule.id === ruleId}>
              <summary className={styles.summary}>
                <span className={styles.trialName}>{rule.name}</span>
                <Tag tone={TONES[rule.outcome]}>{t(`ruleTest.outcome.${rule.outcome}`)}</Tag>
              </summary>
              <TrialDetails rule={rule} />
            </details>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function TrialDetails({ rule }: { rule: RuleTestResult['rules'][number] }) {
  const { t } = useTranslation()
  return (
    <div className={styles.details}>
      {rule.clauses.length > 0 && (
        <ul className={styles.clauses}>
          {rule.clauses.map(({ text, outcome, problem }, index) => (
            // The same part may stand in a condition twice.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <li key={index} className={styles.clause} data-outcome={outcome === null ? 'problem' : String(outcome)}>
              {outcome === true ? (
                <IconCheck size={14} aria-label={t('ruleTest.holds')} />
              ) : (
                <IconMinus size={14} aria-label={t('ruleTest.holdsNot')} />
              )}
              <code>{text}</code>
              {problem !== null && <span className={styles.fault}>{problem}</span>}
            </li>
          ))}
        </ul>
      )}
      {rule.values.length > 0 && (
        <p className={styles.values}>
          {t('ruleTest.values')}{' '}
          {rule.values.map(({ text, value }) => (
            <code key={text} className={styles.value}>
              {text} = {JSON.stringify(value)}
            </code>
          ))}
        </p>
      )}
      {rule.step && <RuleStepWords step={rule.step} />}
    </div>
  )
}
