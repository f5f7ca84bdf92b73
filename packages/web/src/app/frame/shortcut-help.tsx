import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { listShortcuts } from '../../ui/keyboard/shortcuts.ts'
import styles from './shortcut-help.module.css'

/** The keys that do something on the page that stands below, read from the registry that they act by; what several keys do stands once. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shortcuts.title')}
      size={720}
      yOffset="8vh"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={styles.groups}>
        {listShortcuts().map(({ group, shortcuts }) => (
          <section key={group} className={styles.group} aria-label={t(`shortcuts.group.${group}`)}>
            <h3 className={styles.title}>{t(`shortcuts.group.${group}`)}</h3>
            <ul className={styles.list}>
              {[...new Set(shortcuts.map(({ label }) => label))].map((label) => (
                <li key={label} className={styles.row}>
                  <span>{group === 'go' ? t('shortcuts.goTo', { page: label }) : label}</span>
                  <span className={styles.keys}>
                    {shortcuts
                      .filter((shortcut) => shortcut.label === label)
                      .map(({ binding }) => (
                        <KeyHint key={binding} binding={binding} isSpoken />
                      ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  )
}
