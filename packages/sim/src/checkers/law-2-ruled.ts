/** Whether a rule that keeps an alert out of incidents is one that may, by the auditor's own reading of the configuration. */
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import { type Evidence, latest } from '../auditor/evidence.ts'

/** What is wrong with the reason; undefined when it holds. */
export function problemOfRuled({
  evidence,
  placement,
}: {
  evidence: Evidence
  placement: Row<'placements'>
}): string | undefined {
  const { because, rule_id: id, routed } = placement
  const last = evidence.journal.directories.at(-1)
  const rule = last?.directory.eventRules.find((each) => each.id === id)
  if (!last || !rule) return `is in no incident because of ${because}, and no rule says so`
  const reason = because === 'muted_by_rule' ? rule.actions.suppress : rule.actions.recordOnly
  const isTold = routed?.steps.some((step) => step.rule === id && step.reason === reason)
  if (reason === undefined || !isTold) return `is in no incident because of the rule ${id}, which gives no reason`
  const isLate = evidence.settledAt > latest(evidence, last.from)
  return !rule.isActive && isLate ? `is still muted by the rule ${id}, which is switched off` : undefined
}
