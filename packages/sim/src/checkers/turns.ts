/**
 * Turns: each turn of a step that takes turns is taken once and none is left out but by those who were passed over, however many nodes
 * open incidents at once; and nobody's turn is lost on somebody whom the pass had paged already.
 */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Checker, Violation } from '../auditor/evidence.ts'
import { factsOf, type Story, tellStories } from '../auditor/story.ts'

const law = 'turns'

type Turn = { key: string; number: number; over?: number }

export const checkTurns: Checker = ({ journal }) => {
  const stories = [...tellStories(journal).values()]
  const turns = stories.flatMap((story) =>
    factsOf(story, 'StepFired').flatMap(({ fact }) => (fact.turn ? [fact.turn] : [])),
  )
  return [
    ...[...Map.groupBy(turns, ({ key }) => key)].flatMap(([key, taken]) => checkOrder(key, taken)),
    ...stories.flatMap(checkLost),
  ]
}

/** Nodes hear of their commits in another order than the database made them in: what counts is which turns there were. */
function checkOrder(key: string, taken: Turn[]): Violation[] {
  let expected = 0
  for (const { number, over = 0 } of taken.sort((a, b) => a.number - b.number)) {
    if (number !== expected)
      return [{ law, message: `turn ${number} of ${key} was taken where turn ${expected} comes next` }]
    expected = number + over + 1
  }
  return []
}

/** A turn is somebody's who is paged by it: not of those whom an earlier step of the same pass had paged. */
function checkLost(story: Story): Violation[] {
  let pass = ''
  const paged = new Set<string>()
  return story.facts.flatMap(({ fact }) => {
    if (passOf(fact) !== undefined && passOf(fact) !== pass) paged.clear()
    pass = passOf(fact) ?? pass
    const isLost = fact.type === 'StepFired' && fact.turn && fact.people.every(({ user }) => paged.has(user))
    for (const user of pagedBy(fact)) paged.add(user)
    return isLost
      ? [{ law, message: `${story.incident} step ${fact.step} spent a turn on people who had been paged` }]
      : []
  })
}

function passOf(fact: Fact): string | undefined {
  if (fact.type === 'EscalationStarted') return `${fact.run}/0`
  return fact.type === 'StepFired' || fact.type === 'StepSkipped' ? `${fact.run}/${fact.pass}` : undefined
}

function pagedBy(fact: Fact): string[] {
  if (fact.type === 'ResponderPaged') return [fact.person.user]
  return fact.type === 'StepFired' ? fact.people.map(({ user }) => user) : []
}
