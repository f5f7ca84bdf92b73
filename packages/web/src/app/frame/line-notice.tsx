import { Button } from '@mantine/core'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconPlugConnectedX from '@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs'
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ageOf, onAges } from '../../api/answer-age.ts'
import { mainReadOf } from '../../offline/kept-views.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatTimeWithZone } from '../../ui/time/wall-clock.ts'
import type { LiveLine } from '../use-live-updates.ts'
import styles from './line-notice.module.css'

/**
 * Says that what is shown may be old, since when, and once it is right again. It lies over the page: nothing moves under a finger
 * that is about to acknowledge.
 */
export function LineNotice({ line, children }: { line: LiveLine; children?: ReactNode }) {
  return (
    <div className={styles.place}>
      {children}
      <div role="status">
        <Words line={line} />
      </div>
    </div>
  )
}

/** When what this page shows was true, where it came out of the cache. */
function useAge(): number | undefined {
  const { pathname } = useLocation()
  return useSyncExternalStore(onAges, () => ageOf(mainReadOf(pathname)))
}

function Words({ line: { phase, lostAtMs, catchUp, retry } }: { line: LiveLine }) {
  const { t } = useTranslation()
  const reader = useReader()
  const asOfMs = useAge()
  const asOf = asOfMs === undefined ? undefined : formatTimeWithZone(asOfMs, reader)
  if (phase === 'reconnecting' || phase === 'offline') {
    return (
      <div className={styles.notice} data-tone={phase === 'offline' ? 'alarm' : 'warn'}>
        <IconPlugConnectedX size={17} aria-hidden="true" />
        <span className={styles.words}>
          <strong>{t(`live.${phase}.title`)}</strong>{' '}
          {asOf !== undefined && <span className={styles.since}>{t('live.asOf', { time: asOf })}</span>}
          {asOf === undefined && lostAtMs !== undefined && (
            <span className={styles.since}>{t('live.lastData', { time: formatTimeWithZone(lostAtMs, reader) })}</span>
          )}
        </span>
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('live.retry')}
        </Button>
      </div>
    )
  }
  if (asOf !== undefined && catchUp === 'none') {
    return (
      <div className={styles.notice} data-tone="warn">
        <IconPlugConnectedX size={17} aria-hidden="true" />
        <span className={styles.words}>{t('live.slow', { time: asOf })}</span>
      </div>
    )
  }
  if (phase !== 'live' || catchUp === 'none') return null
  return (
    <div className={styles.notice} data-tone="ok">
      {catchUp === 'running' ? (
        <IconRefresh size={17} aria-hidden="true" />
      ) : (
        <IconCheck size={17} aria-hidden="true" />
      )}
      <span className={styles.words}>{t(catchUp === 'running' ? 'live.catchingUp' : 'live.caughtUp')}</span>
    </div>
  )
}
