import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { listShortcuts } from '../../ui/keyboard/shortcuts.ts'
import styles from './frame.module.css'

/** The keys that do something on the page that stands below. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened onClose={onClose} title={t('shortcuts.title')} size={460} yOffset="10vh">
      <ul className={styles.shortcuts}>
        {listShortcuts().map(({ binding, label }) => (
          <li key={binding}>
            <span>{label}</span>
            <KeyHint binding={binding} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}
