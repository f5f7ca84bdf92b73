import { Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRefusalWords } from '../../../ui/use-refusal-words.ts'
import styles from './bulk-bar.module.css'
import type { BulkResult } from './bulk-run.ts'

const shownMax = 100

/** Which could not be done, and why. */
export function BulkFailures({ failures, onClose }: { failures: readonly BulkResult[]; onClose: () => void }) {
  const { t } = useTranslation()
  const refusalWords = useRefusalWords()
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('list.failed', { count: failures.length })}
      size={560}
      yOffset="12vh"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <ul className={styles.failures}>
        {failures.slice(0, shownMax).map(({ id, because, message, outcome }) => (
          <li key={id}>
            <Link to="/incidents/$id" params={{ id }} className={styles.failureId}>
              {id}
            </Link>
            <span>{outcome === 'failed' ? message : (refusalWords(because) ?? message)}</span>
          </li>
        ))}
      </ul>
      {failures.length > shownMax && <p>{t('list.andMore', { count: failures.length - shownMax })}</p>}
    </Modal>
  )
}
