import { Button, Select } from '@mantine/core'
import type { Urgency } from '@tocsin/core/kernel/scales.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, NotificationRule } from './account.query.ts'
import styles from './account-page.module.css'
import { useContactWords, useDelayWords } from './rule-words.ts'

const delays = ['0m', '1m', '2m', '3m', '5m', '10m', '15m', '20m', '30m', '1h', '2h']

/** A time and a contact, and the rule is there. */
export function AddRule({
  urgency,
  contacts,
  onAdd,
  isPending,
}: {
  urgency: Urgency
  contacts: readonly Contact[]
  onAdd: (rule: NotificationRule) => void
  isPending: boolean
}) {
  const { t } = useTranslation()
  const delayWords = useDelayWords()
  const contactWords = useContactWords()
  const [after, setAfter] = useState('0m')
  const [chosen, setChosen] = useState<string | null>(null)
  const contact = contacts.find(({ id }) => id === chosen)?.id ?? contacts[0]?.id
  if (contact === undefined) return null
  return (
    <fieldset className={styles.adding} aria-label={t('rules.addFor', { urgency: t(`urgency.${urgency}`) })}>
      <Select
        className={styles.when}
        aria-label={t('rules.when')}
        value={after}
        data={delays.map((value) => ({ value, label: delayWords(value) }))}
        onChange={(value) => value !== null && setAfter(value)}
        allowDeselect={false}
      />
      <Select
        className={styles.way}
        aria-label={t('rules.contact')}
        value={contact}
        data={contacts.map((each) => ({ value: each.id, label: contactWords(each) }))}
        onChange={setChosen}
        allowDeselect={false}
      />
      <Button variant="default" disabled={isPending} onClick={() => onAdd({ urgency, after, contact, hours: null })}>
        {t('rules.add')}
      </Button>
    </fieldset>
  )
}
