import type { NotificationRule } from './account.query.ts'

/** The rules with one moved before or behind its neighbour of the same urgency; the others keep their places. */
export function moveRule(rules: readonly NotificationRule[], at: number, by: 1 | -1): NotificationRule[] {
  const rule = rules[at]
  const isSame = (each: NotificationRule) => each.urgency === rule?.urgency
  const other = by === 1 ? rules.findIndex((each, index) => index > at && isSame(each)) : findBefore(rules, at, isSame)
  const neighbour = rules[other]
  if (!rule || !neighbour) return [...rules]
  return rules.map((each, index) => (index === at ? neighbour : index === other ? rule : each))
}

function findBefore(rules: readonly NotificationRule[], at: number, fits: (rule: NotificationRule) => boolean): number {
  return rules.slice(0, at).findLastIndex(fits)
}
