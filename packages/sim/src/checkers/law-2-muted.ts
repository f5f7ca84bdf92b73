/** Whether an alert that fires and is in no incident has a reason that holds, by the auditor's own reading of the configuration. */
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import { type Evidence, latest } from '../auditor/evidence.ts'
import { problemOfRuled } from './law-2-ruled.ts'

type Alert = Row<'alerts'>
type Placement = Row<'placements'>

interface Muted {
  evidence: Evidence
  alert: Alert
  placement: Placement
}

/** What is wrong with each reason; undefined when it holds. */
const REASONS: Readonly<Record<string, (muted: Muted) => string | undefined>> = {
  watchdog: ({ alert }) => (alert.record_only === 'watchdog' ? undefined : 'is muted as watchdog and is none'),
  test_notification: ({ alert }) =>
    alert.record_only === 'test_notification' ? undefined : 'is muted as test_notification and is none',
  muted_by_rule: problemOfRuled,
  record_only_rule: problemOfRuled,
  muted_by_silence({ evidence, placement }) {
    const silence = evidence.settled.silences.find((row) => row.id === placement.silence_id)
    if (!silence) return 'is muted by a silence that does not exist'
    return isOver(evidence, silence.ends_at) ? 'is still muted by a silence that has ended' : undefined
  },
  in_maintenance({ evidence, placement }) {
    const { maintenance = [] } = directoryOf(evidence)
    const window = maintenance.find(({ id }) => placement.muted_by === `maintenance:${id}`)
    if (!window) return 'is muted by maintenance that does not exist'
    const endsAt = Date.parse(`${window.startsAt}:00Z`) + window.lastsMs
    return isOver(evidence, endsAt) ? 'is still muted by maintenance that has ended' : undefined
  },
  inhibited({ evidence, alert }) {
    const { inhibitions = [] } = directoryOf(evidence)
    const hasCause = evidence.settled.alerts.some(
      (cause) =>
        cause.state === 'firing' &&
        inhibitions.some(
          ({ causes, symptoms, equal }) =>
            causes.every(({ name, value }) => labelOf(cause, name) === value) &&
            symptoms.every(({ name, value }) => labelOf(alert, name) === value) &&
            equal.every((name) => labelOf(cause, name) === labelOf(alert, name)),
        ),
    )
    return hasCause ? undefined : 'is inhibited, and no cause of it fires'
  },
  waiting_to_count({ evidence, alert }) {
    const waitMs = quietOf(evidence, alert)?.waitMs
    if (waitMs === undefined) return 'waits although its source does not ask for it'
    return isOver(evidence, alert.received_at + waitMs) ? 'waits longer than its source asks' : undefined
  },
  below_threshold({ evidence, alert }) {
    const threshold = quietOf(evidence, alert)?.threshold
    if (!threshold) return 'waits for others although its source does not ask for it'
    const isLate = threshold.orAfterMs !== undefined && isOver(evidence, alert.received_at + threshold.orAfterMs)
    return isLate ? 'waits for others longer than its source asks' : undefined
  },
}

export function problemOfMuted(muted: Muted): string | undefined {
  const { because } = muted.placement
  const check = REASONS[because]
  return check ? check(muted) : `is in no incident because of ${because}`
}

/** Its clearing may be held back while it flaps, until it is stable. */
export function isHeldClear({ settled, ...rest }: Evidence, alert: string): boolean {
  const placement = settled.placements.find((row) => row.alert_id === alert)
  if (placement?.muted_by !== 'flapping' || placement.until === null) return false
  return !isOver({ settled, ...rest }, placement.until)
}

function isOver(evidence: Evidence, endsAt: number): boolean {
  return evidence.settledAt > latest(evidence, endsAt)
}

/** As it was last; what quiet is made of never changes in a run. */
function directoryOf({ journal }: Evidence) {
  const last = journal.directories.at(-1)
  if (!last) throw new RangeError('there is no directory')
  return last.directory
}

function quietOf(evidence: Evidence, { source_id }: Alert) {
  return [...directoryOf(evidence).sources.values()].find(({ id }) => id === source_id)?.quiet
}

function labelOf({ labels }: Alert, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''
}
