import type { IncidentState } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aPolicy, aStep, aUserWithRules } from '@tocsin/core/testing/directory.ts'
import { anAlert, attach, attempted, clear, page, person, Story } from '@tocsin/core/testing/story.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { namesOf } from '../people/directory-names.ts'
import { type LadderFact, ofLastRun } from './incident.queries.ts'
import { presentEscalation, presentOnPage } from './present-escalation.ts'
import { presentSteps } from './present-incident.ts'

const DIRECTORY = aDirectory({
  policies: [aPolicy([aStep('0m', 'ana'), aStep('5m'), aStep('5m', 'bob')], { repeat: 1 })],
})
const names = namesOf(DIRECTORY)

const stepsOf = (state: IncidentState) => presentSteps(state, false).map(({ step, state: shown }) => `${step} ${shown}`)

function ladderOf(story: Story) {
  const facts: LadderFact[] = [
    ...story.facts('EscalationStarted'),
    ...story.facts('StepFired'),
    ...story.facts('StepSkipped'),
    ...story.facts('EscalationExhausted'),
    ...story.facts('PageRequested'),
    ...story.facts('PageAttempted'),
    ...story.facts('PageDelivered'),
  ].sort((a, b) => b.version - a.version)
  return presentEscalation(present(story.state.response.escalation, 'escalation'), ofLastRun(facts), names)
}

const rungs = (story: Story) => ladderOf(story).ladder.map(({ state }) => state)

test('the current step is the one after the furthest that was reached', () => {
  const story = new Story(DIRECTORY).opened()
  expect(stepsOf(story.state)).toEqual([
    ...['detect done', 'record done', 'classify done', 'prioritise done', 'respond current', 'resolve pending'],
    'close pending',
  ])
  story.when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  expect(stepsOf(story.state).slice(4)).toEqual(['respond done', 'resolve current', 'close pending'])
  story.when({ type: 'Resolve', because: 'said_by_responder' }, '2m', person(ANA))
  expect(stepsOf(story.state).slice(4)).toEqual(['respond done', 'resolve done', 'close current'])
  story.when({ type: 'Close', reason: 'Done' }, '3m', person(ANA))
  expect(stepsOf(story.state).slice(4)).toEqual(['respond done', 'resolve done', 'close done'])
})

test('what a source, a rule or a default says is a classification, and is marked until a person has classified', () => {
  const stepOf = (story: Story, index: number) => presentSteps(story.state, false)[index]
  const story = new Story(DIRECTORY).opened()
  expect(stepOf(story, 2)).toMatchObject({ step: 'classify', state: 'done', at: at('0m'), is_by_rule: true })
  story.when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  expect(stepOf(story, 2)).toMatchObject({ is_by_rule: true })
  story.when({ type: 'Classify', severity: 'high', because: 'set_by_hand' }, '2m', person(ANA))
  expect(stepOf(story, 2)).toMatchObject({ state: 'done', at: at('0m'), is_by_rule: false })
  expect(presentSteps(story.state, false).filter(({ is_by_rule }) => is_by_rule)).toMatchObject([
    { step: 'prioritise' },
  ])
  story.when({ type: 'OverridePriority', priority: 'P1', reason: 'The board is watching' }, '3m', person(ANA))
  expect(stepOf(story, 3)).toMatchObject({ state: 'done', is_by_rule: false })
})

test('a category is of the rule that gave it, or of the person who chose one', () => {
  const category = ['Database', 'Replication']
  const byRule = new Story(DIRECTORY).opened({ alerts: [anAlert('a', { category })] })
  expect(presentSteps(byRule.state, false)[2]).toMatchObject({ at: at('0m'), is_by_rule: true })
  const byHand = new Story(DIRECTORY).opened()
  byHand.when({ type: 'Classify', category, because: 'set_by_hand' }, '5m', person(ANA))
  expect(presentSteps(byHand.state, true)[2]).toMatchObject({ at: at('5m'), is_by_rule: false })
})

test('what was opened again waits for a response, and keeps when it was first answered', () => {
  const story = new Story(DIRECTORY)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
    .when(clear('a'), '2m')
    .when(attach(anAlert('a', { episode: 2 })), '3m')
  expect(presentSteps(story.state, false)[4]).toMatchObject({ step: 'respond', at: at('1m'), state: 'current' })
})

test('the ladder shows what fired, what was left out and what comes next', () => {
  const story = new Story(DIRECTORY).opened()
  expect(rungs(story)).toEqual(['fired', 'next', 'pending'])
  expect(ladderOf(story)).toMatchObject({
    policy_name: 'Main',
    pass: 0,
    passes: 2,
    next: { step: 1, due_at: at('5m') },
  })
  story.until('6m')
  expect(rungs(story)).toEqual(['fired', 'skipped', 'fired'])
  expect(ladderOf(story)).toMatchObject({ next: { kind: 'step', step: 0, pass: 1, due_at: at('10m') } })
})

test('a further pass begins the ladder anew, and an exhausted policy shows its last pass and who was called', () => {
  const story = new Story(DIRECTORY).opened().until('11m')
  expect(ladderOf(story)).toMatchObject({ pass: 1 })
  expect(rungs(story)).toEqual(['fired', 'next', 'pending'])
  story.until('40m')
  const exhausted = ladderOf(story)
  expect(exhausted).toMatchObject({ is_exhausted: true, pass: 1, next: { kind: 'exhausted', step: null } })
  expect(rungs(story)).toEqual(['fired', 'skipped', 'fired'])
  expect(exhausted.admins_called[0]?.people).toContainEqual(expect.objectContaining({ id: 'root' }))
})

test('an escalation that stands down has nothing next', () => {
  const story = new Story(DIRECTORY).opened().when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  expect(ladderOf(story).next).toBeNull()
  expect(rungs(story)).toEqual(['fired', 'pending', 'pending'])
})

test('who is on the phone is shown by way and by what became of it', () => {
  const directory = aDirectory({ users: [aUserWithRules('ana', { mail: '0m', hook: '3m' })] })
  const story = new Story(directory).opened()
  const shown = () =>
    presentOnPage(story.state.response, namesOf(directory)).map(({ channel, state, due_at }) => [
      channel,
      state,
      due_at,
    ])
  expect(shown()).toEqual([
    ['email', 'sending', null],
    ['hook', 'planned', at('3m')],
  ])
  story.when(attempted(1, 'handed_over'))
  expect(shown()).toEqual([
    ['email', 'reached', null],
    ['hook', 'planned', at('3m')],
  ])
  story.when({ type: 'Acknowledge', by: 'ana' as UserId }, '1m', person(ANA))
  expect(shown()).toEqual([])
})

test('a rung says how each page of its went, and pages of a later step stand there', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '2m' }), aUserWithRules('bob', { mail: '0m' })]
  const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])]
  const story = new Story(aDirectory({ users, policies })).opened().when(attempted(1, 'handed_over'), '1m').until('3m')
  story.when({ type: 'RecordDelivery', page: page(1) }, '4m').when(attempted(2, 'gave_up'), '5m')
  const pagesOf = (step: number) =>
    ladderOf(story).ladder[step]?.people.map(({ id, pages }) => [
      id,
      ...pages.map((each) => `${each.channel} ${each.state}`),
    ])
  expect(pagesOf(0)).toEqual([['ana', 'email delivered', 'hook failed']])
  expect(pagesOf(1)).toEqual([['bob', 'email sending']])
})

test('the clocks of a response and of a resolution are held against the targets of the priority', () => {
  const steps = presentSteps(new Story(DIRECTORY).opened().state, false)
  expect(steps.map(({ target_at }) => target_at)).toEqual([null, null, null, null, at('30m'), at('8h'), null])
})
