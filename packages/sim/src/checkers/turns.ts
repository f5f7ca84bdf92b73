/** Turns: each turn of a step that takes turns is taken once and none is left out, however many nodes open incidents at once. */
import type { Checker } from '../auditor/evidence.ts'

const law = 'turns'

export const checkTurns: Checker = ({ journal }) => {
  const taken = new Map<string, number[]>()
  for (const { facts } of journal.commits)
    for (const { fact } of facts)
      if (fact.type === 'StepFired' && fact.turn)
        taken.set(fact.turn.key, [...(taken.get(fact.turn.key) ?? []), fact.turn.number])
  // Nodes hear of their commits in another order than the database made them in: what counts is which turns there were.
  return [...taken].flatMap(([key, numbers]) => {
    const wrong = numbers.sort((a, b) => a - b).findIndex((number, index) => number !== index)
    return wrong < 0 ? [] : [{ law, message: `turn ${wrong} of ${key} was taken twice or by nobody` }]
  })
}
