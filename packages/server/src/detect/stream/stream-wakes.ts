/** Wakes of rules over streams: whether a group that fires still has too many in its window. */
import { type StreamRule, streamRulesOf } from '@tocsin/adapters/stream/stream-rule.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { WakeHandler } from '../../shell/engine/wake-loop.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import type { AcceptSignal, WakeRow } from '../../shell/store/store.ts'
import {
  deleteGroup,
  type GroupKey,
  type GroupRow,
  listSpans,
  lockGroups,
  type SpanCount,
  setFiring,
  textOfKey,
} from './stream.queries.ts'
import { calcClearAt, clearedSignal } from './stream-signal.ts'

/** The wake of a group that fires; it is there exactly as long. */
export function wakeOfGroup({ source, rule, group }: GroupKey, due: Instant): WakeRow {
  return {
    key: `stream:${source}:${rule}:${group}`,
    kind: 'StreamRuleDue',
    subject: source,
    due,
    body: { source, rule, group },
  }
}

/** Over, or looked at again when it would be if nothing more came. A rule that was taken away ends what it had found. */
export function createStreamWakeHandler(deps: EngineDeps): WakeHandler {
  return async (unit, wakes) => {
    const groups = await lockGroups(
      connectionOf(unit.tx),
      wakes.map((wake) => wake.body as GroupKey),
    )
    const rules = groups.map((group) => ruleOf(unit, group))
    const spans = await listSpans(
      connectionOf(unit.tx),
      groups.flatMap((group, index) => {
        const rule = rules[index]
        return rule ? [{ ...group, since: unit.at - rule.windowMs }] : []
      }),
    )
    const cleared: AcceptSignal[] = []
    for (const [index, group] of groups.entries()) {
      const seen = { rule: rules[index], spans: spans.get(textOfKey(group)) ?? [] }
      cleared.push(...(await lookAt(deps, unit, group, seen)))
    }
    if (cleared.length === 0) return
    await unit.tx.accept({ signals: cleared, deliveries: [], changes: [], beats: [] })
    unit.nudgeAfterCommit('match')
  }
}

/** Undefined where nobody asks for it any more. */
function ruleOf({ directory }: UnitOfWork, { source: id, rule }: GroupKey): StreamRule | undefined {
  const source = directory.sources.get(id as SourceId)
  if (!source?.isActive) return undefined
  return streamRulesOf(source.options).find((each) => each.rule.id === rule)?.rule
}

async function lookAt(
  deps: EngineDeps,
  unit: UnitOfWork,
  group: GroupRow,
  { rule, spans }: { rule: StreamRule | undefined; spans: readonly Pick<SpanCount, 'start' | 'n'>[] },
): Promise<AcceptSignal[]> {
  const db = connectionOf(unit.tx)
  const source = unit.directory.sources.get(group.source as SourceId)
  if (!source) {
    await deleteGroup(db, group)
    return []
  }
  const clearAt = rule && calcClearAt(rule, spans)
  if (clearAt !== undefined) {
    unit.setWake(wakeOfGroup(group, Math.max(clearAt, unit.at + SECOND) as Instant))
    return []
  }
  if (spans.length > 0) await setFiring(db, [group], false)
  else await deleteGroup(db, group)
  return [clearing(deps, source, group, unit.at)]
}

function clearing(deps: EngineDeps, source: Source, group: GroupRow, at: Instant): AcceptSignal {
  const signal = clearedSignal(group.rule, source, group, at)
  return { newId: deps.ids.next() as AlertId, source: source.id, signal, repeats: 1, receivedAt: at }
}
