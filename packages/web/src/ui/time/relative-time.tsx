import { elapsed } from './elapsed.ts'
import { useReader } from './reader.ts'
import { useNow } from './use-now.ts'
import { formatFull } from './wall-clock.ts'

const minuteMs = 60_000

/** “4m ago”, with the full date, seconds and zone on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const reader = useReader()
  const atMs = Date.parse(at)
  const coarseNow = useNow('quarter_minute')
  const isRecent = Math.abs(coarseNow - atMs) < 2 * minuteMs
  return (
    <time dateTime={at} title={formatFull(atMs, reader)} className={className}>
      {isRecent ? <SecondsAgo atMs={atMs} locale={reader.locale} /> : words(atMs, coarseNow, reader.locale)}
    </time>
  )
}

/** Of its own, so that only what is recent ticks each second. */
function SecondsAgo({ atMs, locale }: { atMs: number; locale: string }) {
  return words(atMs, useNow('second'), locale)
}

function words(atMs: number, nowMs: number, locale: string): string {
  const { value, unit } = elapsed(atMs, nowMs)
  return new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'auto' }).format(value, unit)
}
