import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../../../../ui/keyboard/shortcuts.ts'
import { useReader } from '../../../../ui/time/reader.ts'
import { isDate, TIMELINE_VIEWS, type TimelineView, ZONE_CHOICES, type ZoneChoice } from '../schedule-view.ts'
import type { TimelineState } from '../use-timeline-view.ts'
import styles from './timeline-toolbar.module.css'

/** Travels through time, and says how much of it is in sight and by whose clock. Each of it has a key. */
export function TimelineToolbar({ state, isKeyless = false }: { state: TimelineState; isKeyless?: boolean }) {
  const { t } = useTranslation()
  useShortcut('p', t('scheduleTimeline.keys.back'), () => state.step(-1), isKeyless)
  useShortcut('n', t('scheduleTimeline.keys.forward'), () => state.step(1), isKeyless)
  useShortcut('t', t('scheduleTimeline.keys.today'), state.today, isKeyless)
  return (
    <div className={styles.bar}>
      {TIMELINE_VIEWS.map((view) => (
        <ViewKey key={view} view={view} onView={state.setView} isOff={isKeyless} />
      ))}
      <div className={styles.travel}>
        <ActionIcon variant="default" size={30} aria-label={t('scheduleTimeline.back')} onClick={() => state.step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Button size="xs" variant="default" onClick={state.today}>
          {t('scheduleTimeline.today')}
        </Button>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t('scheduleTimeline.forward')}
          onClick={() => state.step(1)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
        <input
          type="date"
          className={styles.date}
          aria-label={t('scheduleTimeline.pick')}
          value={state.date}
          onChange={({ currentTarget: { value } }) => {
            if (isDate(value)) state.setDate(value)
          }}
        />
        <WindowWords state={state} />
      </div>
      <div className={styles.choices}>
        <SegmentedControl
          aria-label={t('scheduleTimeline.view')}
          value={state.view}
          onChange={(view) => state.setView(view as TimelineView)}
          data={TIMELINE_VIEWS.map((value) => ({ value, label: t(`scheduleTimeline.views.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('scheduleTimeline.zone')}
          value={state.zoneChoice}
          onChange={(zone) => state.setZone(zone as ZoneChoice)}
          data={ZONE_CHOICES.map((value) => ({ value, label: t(`scheduleTimeline.zones.${value}`) }))}
        />
      </div>
    </div>
  )
}

const VIEW_KEYS = { day: 'd', two_weeks: 'w', month: 'm', quarter: 'q' } as const satisfies Record<TimelineView, string>

function ViewKey({
  view,
  onView,
  isOff,
}: {
  view: TimelineView
  onView: (view: TimelineView) => void
  isOff: boolean
}) {
  const { t } = useTranslation()
  const label = t('scheduleTimeline.keys.view', { view: t(`scheduleTimeline.views.${view}`) })
  useShortcut(VIEW_KEYS[view], label, () => onView(view), isOff)
  return null
}

/** “Nov 16 – 29, 2026”. */
function WindowWords({ state: { window, zone } }: { state: TimelineState }) {
  const { locale } = useReader()
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, year: 'numeric', month: 'short', day: 'numeric' })
  return <span className={styles.words}>{format.formatRange(window.startMs, window.endMs - 1)}</span>
}
