import { ActionIcon } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import type { Contact, NotificationRule } from './account.query.ts'
import styles from './account-page.module.css'
import { useContactWords, useDelayWords } from './rule-words.ts'

/** One way and its time. A way that is not verified is said to be so: it is not paged. */
export function RuleRow({
  rule,
  contact,
  onMove,
  onRemove,
  isPending,
}: {
  rule: NotificationRule
  contact: Contact | undefined
  /** Absent where there is nothing to pass. */
  onMove: { up: (() => void) | undefined; down: (() => void) | undefined }
  onRemove: () => void
  isPending: boolean
}) {
  const { t } = useTranslation()
  const delayWords = useDelayWords()
  const contactWords = useContactWords()
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        {delayWords(rule.after)}
        <span className={styles.sub}>{contact ? contactWords(contact) : rule.contact}</span>
      </span>
      {contact && !contact.is_verified && <Tag tone="warn">{t('contacts.unverified')}</Tag>}
      <span className={styles.tools}>
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
    </li>
  )
}
