import { ActionIcon, Button } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull, formatTimeOfDay } from '../../ui/time/wall-clock.ts'
import styles from './time-slider.module.css'

/**
 * Goes back through the moments at which something became known. Each is one stop, however far apart they lie: nothing changes
 * between two of them. The last stop is now.
 */
export function TimeSlider({
  instants,
  at,
  onChange,
}: {
  /** Oldest first. */
  instants: readonly string[]
  /** Null: now. */
  at: string | null
  onChange: (at: string | null) => void
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const last = instants.length
  const stop = at === null ? last : stopOf(instants, at)
  const go = (to: number) => onChange(to >= last ? null : (instants[Math.max(0, to)] ?? null))
  const label = (to: number) => {
    const instant = instants[to]
    return instant === undefined ? t('past.now') : formatTimeOfDay(Date.parse(instant), reader)
  }
  return (
    <div className={styles.past} data-active={at !== null || undefined}>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={styles.step}
        aria-label={t('past.earlier')}
        disabled={stop === 0}
        onClick={() => go(stop - 1)}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={last}
        step={1}
        value={stop}
        onChange={(event) => go(Number(event.currentTarget.value))}
        aria-label={t('past.label')}
        aria-valuetext={label(stop)}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        className={styles.step}
        aria-label={t('past.later')}
        disabled={stop === last}
        onClick={() => go(stop + 1)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
      {at === null ? (
        <span className={styles.now}>{t('past.now')}</span>
      ) : (
        <>
          <time className={styles.time} dateTime={at}>
            {formatFull(Date.parse(at), reader)}
          </time>
          <Button size="compact-xs" variant="default" onClick={() => onChange(null)}>
            {t('past.back')}
          </Button>
        </>
      )}
    </div>
  )
}

/** The last stop that is not after an instant: between two of them nothing was learnt. An address may say any. */
function stopOf(instants: readonly string[], at: string): number {
  return Math.max(
    0,
    instants.findLastIndex((instant) => Date.parse(instant) <= Date.parse(at)),
  )
}
