/** When event rules change, what they keep out of incidents is looked at again. What is in an incident stays there. */
import type { EventRule } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'

export interface RuleWatch {
  /** In the transaction that then claims what is due: whatever the rules muted is due when they are new to this node. */
  look(unit: UnitOfWork): Promise<void>
  /** After its commit. */
  committed(): void
}

/**
 * The first look of a node finds all rules new, so that a change whose node went away is not forgotten. A transaction that placed
 * an alert by older rules may commit after the look: such an alert is looked at again like any other that a rule mutes.
 */
export function watchRules(): RuleWatch {
  let known: string | undefined
  let seen: { rules: readonly EventRule[]; text: string } | undefined
  return {
    async look({ tx, directory, at }) {
      const rules = directory.eventRules
      if (seen?.rules !== rules) seen = { rules, text: JSON.stringify(rules) }
      if (seen.text !== known) await tx.recheckRuled(at)
    },
    committed() {
      known = seen?.text
    },
  }
}
