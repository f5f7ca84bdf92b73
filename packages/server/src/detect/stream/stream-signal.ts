/** The alert of a rule over a stream: what is said of it when it fires and when it clears. */
import { boundText } from '@tocsin/adapters/in/bounds.ts'
import { signalOf } from '@tocsin/adapters/in/signal-draft.ts'
import { fillTitle, type StreamRule } from '@tocsin/adapters/stream/stream-rule.ts'
import { keyOfGroup } from '@tocsin/adapters/stream/tally.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { GroupRow } from './stream.queries.ts'

/** Groups beyond what a rule may tell apart are counted as one. */
export const OTHERS = 'others'

export function firingSignal(rule: StreamRule, source: Source, group: GroupRow, count: number, at: Instant): Signal {
  const { labels } = group
  const title =
    group.group === OTHERS ? `${rule.name}: more groups than are told apart` : fillTitle(rule.title, labels, count)
  return signalOf(
    {
      ...{ key: keyOfGroup(rule, group.group), state: 'firing', title, severity: rule.severity },
      description: `${count} in the last ${wordsOf(rule.windowMs)}, more than ${rule.moreThan} are too many.`,
      labels: { ...labels, alertname: rule.name, rule: rule.id },
      annotations: { example: boundText(group.sample, 1_000) },
      startedAt: at,
    },
    { defaultSeverity: source.defaultSeverity, receivedAt: at },
  )
}

export function clearedSignal(ruleId: string, source: Source, group: GroupRow, at: Instant): Signal {
  return signalOf(
    { key: keyOfGroup({ id: ruleId }, group.group), state: 'resolved', title: ruleId, labels: {}, endedAt: at },
    { defaultSeverity: source.defaultSeverity, receivedAt: at },
  )
}

function wordsOf(ms: number): string {
  const [count, unit] = ms % MINUTE === 0 ? [ms / MINUTE, 'minute'] : [ms / SECOND, 'second']
  return count === 1 ? unit : `${count} ${unit}s`
}

/** When the count of a window falls to what is allowed, if nothing more comes: `spans` are those of the window, the oldest first. */
export function calcClearAt(
  rule: Pick<StreamRule, 'moreThan' | 'windowMs'>,
  spans: readonly { start: number; n: number }[],
) {
  let left = spans.reduce((sum, span) => sum + span.n, 0)
  if (left <= rule.moreThan) return undefined
  for (const { start, n } of spans) {
    left -= n
    if (left <= rule.moreThan) return (start + rule.windowMs) as Instant
  }
  return undefined
}
