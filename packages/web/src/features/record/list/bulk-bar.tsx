import { Button, CloseButton, Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../../ui/keyboard/key-hint.tsx'
import { BULK_ACTIONS } from './bulk-actions.ts'
import styles from './bulk-bar.module.css'
import type { BulkActionName } from './bulk-run.ts'
import type { BulkProgress } from './use-bulk.ts'

/** Stands over the list while rows are chosen. */
export function BulkBar({
  count,
  matching,
  onAct,
  onSelectAll,
  onClear,
}: {
  count: number
  /** How many match in all, in words; undefined when all of them are chosen. */
  matching: string | undefined
  onAct: (name: BulkActionName) => void
  onSelectAll: () => void
  onClear: () => void
}) {
  const { t } = useTranslation()
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('list.chosen', { count })}>
      <div className={styles.count}>
        <span className={styles.number}>{t('list.chosen', { count })}</span>
        {matching !== undefined && (
          <button type="button" className={styles.all} onClick={onSelectAll}>
            {t('list.chooseAll', { matching })}
          </button>
        )}
        <CloseButton size="sm" className={styles.closeNarrow} aria-label={t('list.chooseNone')} onClick={onClear} />
      </div>
      <div className={styles.actions}>
        {BULK_ACTIONS.map(({ name, binding, icon: Icon }) => (
          <Button
            key={name}
            size="xs"
            variant={name === 'acknowledge' ? 'filled' : 'default'}
            leftSection={<Icon size={15} />}
            onClick={() => onAct(name)}
          >
            {t(`actions.${name}.do`)}
            <span className={styles.key}>
              <KeyHint binding={binding} />
            </span>
          </Button>
        ))}
      </div>
      <CloseButton size="sm" className={styles.closeWide} aria-label={t('list.chooseNone')} onClick={onClear} />
    </div>
  )
}

/** How far it is. */
export function BulkProgressBar({ progress, onStop }: { progress: BulkProgress; onStop: () => void }) {
  const { t } = useTranslation()
  const { done, total, action } = progress
  const words = t(`list.doing.${action}`, { done, total })
  return (
    <div className={styles.bar} role="status">
      <div className={styles.progress}>
        <span className={styles.number}>{words}</span>
        <Progress value={(done / total) * 100} size="sm" aria-label={words} />
      </div>
      <Button size="xs" variant="default" onClick={onStop}>
        {t('list.stop')}
      </Button>
    </div>
  )
}
