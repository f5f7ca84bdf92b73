import { formatStopwatch } from './elapsed.ts'
import { useReader } from './reader.ts'
import { useNow } from './use-now.ts'

/** Counts up from an instant. */
export function Stopwatch({ since }: { since: string }) {
  const { locale } = useReader()
  return <span className="tabular">{formatStopwatch(useNow() - Date.parse(since), locale)}</span>
}

/** Counts down to an instant; `whenDue` stands there once it has come. */
export function Countdown({ to, whenDue }: { to: string; whenDue: string }) {
  const { locale } = useReader()
  const leftMs = Date.parse(to) - useNow()
  return <span className="tabular">{leftMs <= 0 ? whenDue : formatStopwatch(leftMs + 999, locale)}</span>
}
