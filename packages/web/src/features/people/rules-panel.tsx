import { useQuery } from '@tanstack/react-query'
import { URGENCIES, type Urgency } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import { FormError } from '../../ui/form-error.tsx'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type Contact, type NotificationRule, ownContactsQuery, ownRulesQuery, useSaveRules } from './account.query.ts'
import styles from './account-page.module.css'
import { AddRule } from './add-rule.tsx'
import { moveRule } from './rule-order.ts'
import { RuleRow } from './rule-row.tsx'
import { OwnMinimumHint } from './team-minimum.tsx'

interface RuleEditing {
  rules: readonly NotificationRule[]
  contacts: readonly Contact[]
  onChange: (rules: readonly NotificationRule[]) => void
  isPending: boolean
}

/** Which way is used when, by urgency. Each change is saved at once, all rules together. */
export function RulesPanel() {
  const { t } = useTranslation()
  const { data: rules, error, refetch } = useQuery(ownRulesQuery)
  const { data: contacts = [] } = useQuery(ownContactsQuery)
  const save = useSaveRules()
  return (
    <Panel title={t('rules.title')} isFlush>
      <p className={styles.text}>{t('rules.text')}</p>
      <OwnMinimumHint />
      {save.error && (
        <div className={styles.problem}>
          <FormError error={save.error} />
        </div>
      )}
      {rules &&
        URGENCIES.map((urgency) => (
          <UrgencyRules
            key={urgency}
            urgency={urgency}
            rules={rules}
            contacts={contacts}
            onChange={save.mutate}
            isPending={save.isPending}
          />
        ))}
      {!rules && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PanelSkeleton />)}
    </Panel>
  )
}

function UrgencyRules({ urgency, rules, contacts, onChange, isPending }: RuleEditing & { urgency: Urgency }) {
  const { t } = useTranslation()
  const own = rules.flatMap((rule, index) => (rule.urgency === urgency ? [{ rule, index }] : []))
  return (
    <section className={styles.group} aria-label={t(`urgency.${urgency}`)}>
      <h3 className={styles.urgency}>{t(`urgency.${urgency}`)}</h3>
      {own.length === 0 && <p className={styles.none}>{t(`rules.none.${urgency}`)}</p>}
      <ul className={styles.list}>
        {own.map(({ rule, index }, place) => (
          <RuleRow
            key={`${rule.after} ${rule.contact} ${index}`}
            rule={rule}
            contact={contacts.find(({ id }) => id === rule.contact)}
            onMove={{
              up: place > 0 ? () => onChange(moveRule(rules, index, -1)) : undefined,
              down: place < own.length - 1 ? () => onChange(moveRule(rules, index, 1)) : undefined,
            }}
            onHours={(hours) => onChange(rules.map((each, place) => (place === index ? { ...each, hours } : each)))}
            onRemove={() => onChange(rules.filter((_, each) => each !== index))}
            isPending={isPending}
          />
        ))}
      </ul>
      <AddRule
        urgency={urgency}
        contacts={contacts}
        onAdd={(rule) => onChange([...rules, rule])}
        isPending={isPending}
      />
    </section>
  )
}
