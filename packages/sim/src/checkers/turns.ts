/** Turns: each turn of a step that takes turns is taken once, in order, however many nodes open incidents at once. */
import type { Checker } from '../auditor/evidence.ts'

const law = 'turns'

export const checkTurns: Checker = ({ journal }) => {
  const next = new Map<string, number>()
  return journal.commits.flatMap(({ facts }) =>
    facts.flatMap(({ incident, fact }) => {
      if (fact.type !== 'StepFired' || !fact.turn) return []
      const { key, number } = fact.turn
      const expected = next.get(key) ?? 0
      next.set(key, number + 1)
      if (number === expected) return []
      return [{ law, message: `${incident} took turn ${number} of ${key}; it was the turn of ${expected}` }]
    }),
  )
}
