import { elapsed } from './elapsed.ts'
import { hoverTitle } from './hover-title.ts'
import { keepFormats } from './keep-formats.ts'
import { useReader } from './reader.ts'
import { useNow } from './use-now.ts'
import { formatFull } from './wall-clock.ts'

const minuteMs = 60_000

const formatOf = keepFormats(
  (locale: string) => new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'auto' }),
)

/** “4m ago”, with the full date, seconds and zone on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const reader = useReader()
  const atMs = Date.parse(at)
  const coarseNow = useNow('quarter_minute')
  const isRecent = Math.abs(coarseNow - atMs) < 2 * minuteMs
  return (
    <time dateTime={at} className={className} {...hoverTitle(() => formatFull(atMs, reader))}>
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
  return formatOf(locale).format(value, unit)
}
