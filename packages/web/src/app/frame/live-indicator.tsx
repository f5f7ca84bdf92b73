import { useTranslation } from 'react-i18next'
import type { LinePhase } from '../../api/live/live-line.ts'
import { Tip } from '../../ui/tip.tsx'
import styles from './live-indicator.module.css'

/** Whether what is shown is what is. A dot while all is well, a word as soon as it is not. */
export function LiveIndicator({ phase, isNarrow = false }: { phase: LinePhase; isNarrow?: boolean }) {
  const { t } = useTranslation()
  const isQuiet = isNarrow || phase === 'live' || phase === 'connecting'
  return (
    <Tip label={t(`live.${phase}.text`)}>
      <span className={styles.live} data-phase={phase} role="status">
        <span className={styles.liveDot} />
        <span className={isQuiet ? styles.hidden : undefined}>{t(`live.${phase}.word`)}</span>
      </span>
    </Tip>
  )
}
