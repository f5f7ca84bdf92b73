import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../../ui/notice.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { calendarQuery } from './quiet.query.ts'

const minuteMs = 60_000

/** Says that a service is being worked on; nothing when it is not. */
export function MaintenanceBanner({ service }: { service: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const minute = Math.floor(useNow('quarter_minute') / (5 * minuteMs)) * 5 * minuteMs
  const [from, to] = [minute, minute + 5 * minuteMs].map((ms) => new Date(ms).toISOString())
  const { data = [] } = useQuery(calendarQuery({ from: from ?? '', to: to ?? '', service }))
  const [active] = data.filter(({ is_active, services }) => is_active && services.includes(service))
  if (!active) return null
  const time = formatMoment(Date.parse(active.ends_at), reader)
  return (
    <Notice
      tone="info"
      title={t('maintenance.banner', { name: active.name })}
      action={<Link to="/alerts/maintenance">{t('maintenance.many')}</Link>}
    >
      {t(active.mode === 'mute' ? 'maintenance.bannerMute' : 'maintenance.bannerLow', { time })}
    </Notice>
  )
}
