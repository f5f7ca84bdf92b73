import { ActionIcon } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import { hoursWords } from '../../ui/time/hours-words.ts'
import type { Contact, NotificationRule } from './account.query.ts'
import styles from './account-page.module.css'
import { RuleHoursDialog } from './rule-hours-dialog.tsx'
import { useContactWords, useDelayWords } from './rule-words.ts'

/** One way and its time. A way that is not verified is said to be so: it is not paged. */
export function RuleRow({
  rule,
  contact,
  onMove,
  onHours,
  onRemove,
  isPending,
}: {
  rule: NotificationRule
  contact: Contact | undefined
  /** Absent where there is nothing to pass. */
  onMove: { up: (() => void) | undefined; down: (() => void) | undefined }
  onHours: (hours: NotificationRule['hours']) => void
  onRemove: () => void
  isPending: boolean
}) {
  const { t, i18n } = useTranslation()
  const [isSettingHours, setIsSettingHours] = useState(false)
  const delayWords = useDelayWords()
  const contactWords = useContactWords()
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        {delayWords(rule.after)}
        <span className={styles.sub}>{contact ? contactWords(contact) : rule.contact}</span>
        {rule.hours && <span className={styles.wrapped}>{hoursWords(rule.hours, i18n.language)}</span>}
      </span>
      {contact && !contact.is_verified && <Tag tone="warn">{t('contacts.unverified')}</Tag>}
      <span className={styles.tools}>
        <ActionIcon
          size="lg"
          aria-label={t('rules.hours')}
          disabled={isPending}
          onClick={() => setIsSettingHours(true)}
        >
          <IconClock size={16} />
        </ActionIcon>
        <ActionIcon
          size="lg"
          aria-label={t('rules.up')}
          disabled={isPending || onMove.up === undefined}
          onClick={onMove.up}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          size="lg"
          aria-label={t('rules.down')}
          disabled={isPending || onMove.down === undefined}
          onClick={onMove.down}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon size="lg" aria-label={t('rules.remove')} disabled={isPending} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      </span>
      {isSettingHours && <RuleHoursDialog rule={rule} onSave={onHours} onClose={() => setIsSettingHours(false)} />}
    </li>
  )
}
