import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import { useTranslation } from 'react-i18next'
import styles from './step-mark.module.css'

/** The number of a step in a ring, or a tick in a disc once it is done. */
export function StepMark({ number, isDone, isCurrent }: { number: number; isDone: boolean; isCurrent: boolean }) {
  const { t } = useTranslation()
  if (isDone) {
    return (
      <span className={styles.mark} data-done="" role="img" aria-label={t('firstSteps.done')}>
        <IconCheck size={14} stroke={3} aria-hidden="true" />
      </span>
    )
  }
  return (
    <span className={styles.mark} data-current={isCurrent || undefined} aria-hidden="true">
      {number}
    </span>
  )
}
