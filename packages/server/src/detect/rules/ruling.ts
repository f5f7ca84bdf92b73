/** Event rules at work: those in force, compiled, with what they read of the alerts at hand. */
import { compileRule, type RuleCompilation } from '@tocsin/adapters/rules/compile-rule.ts'
import type { CompiledRule, RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, EventRule } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { AlertTexts } from '../../shell/store/rule-tx.ts'
import type { ClaimedAlert } from '../../shell/store/store.ts'

export interface RulesInForce {
  rules: readonly CompiledRule[]
  /** One of them reads what is not loaded for every alert. */
  needsTexts: boolean
}

/** Once for each configuration: directories are replaced, never changed. */
const inForce = new WeakMap<readonly EventRule[], RulesInForce>()

export function rulesOf({ eventRules }: Pick<Directory, 'eventRules'>): RulesInForce {
  const known = inForce.get(eventRules)
  if (known) return known
  const compiled = eventRules.filter((rule) => rule.isActive).map((rule): RuleCompilation => compileRule(rule))
  const rules = { rules: compiled.map((each) => each.compiled), needsTexts: compiled.some((each) => each.needsTexts) }
  inForce.set(eventRules, rules)
  return rules
}

export interface Ruling {
  rules: readonly CompiledRule[]
  texts: ReadonlyMap<AlertId, AlertTexts>
}

export async function loadRuling(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): Promise<Ruling> {
  const { rules, needsTexts } = rulesOf(unit.directory)
  const ids = needsTexts ? alerts.map((alert) => alert.alert) : []
  return { rules, texts: ids.length > 0 ? await unit.tx.loadAlertTexts(ids) : new Map() }
}

export function ruledSignal(alert: ClaimedAlert, { texts }: Ruling): RuledSignal {
  return {
    ...{ key: alert.key, title: alert.title, labels: alert.labels, severity: alert.severity },
    receivedAt: alert.receivedAt,
    ...(alert.recordOnly && { recordOnly: alert.recordOnly }),
    ...texts.get(alert.alert),
  }
}
