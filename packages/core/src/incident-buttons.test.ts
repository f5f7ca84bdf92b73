import { expect, test } from 'vitest'
import { listButtonsNotices } from './incident-buttons.ts'
import { ANA, aContact, aDirectory, aPolicy, aRule, aStep, aUser, BOB } from './testing/directory.ts'
import { attempted, given, person } from './testing/story.ts'

const users = ['ana', 'bob'].map((id) =>
  aUser(id, { contacts: [aContact('sms'), aContact('slack')], rules: [aRule('0m', 'sms'), aRule('1m', 'slack')] }),
)
const WORLD = { users, policies: [aPolicy([aStep('0m', 'ana', 'bob')])] }
const directory = aDirectory(WORLD)
const paged = () => given(WORLD).opened().when(attempted(1, 'handed_over'), '0m')
const ack = { type: 'Acknowledge', by: ANA } as const

test('buttons are taken away when somebody has it, also from messages of whoever took it and of their second contacts', () => {
  const story = paged().when(ack, '3m', person(ANA))
  expect(listButtonsNotices(story.lastFacts, story.state, directory)).toEqual([
    { kind: 'buttons', incident: story.state.id, notice: { event: 'acknowledged', by: 'Ana' }, asked: [] },
  ])
})

test('who is still called by name keeps theirs', () => {
  const story = paged().when({ type: 'PageResponder', user: BOB }, '2m', person(ANA))
  story.when(ack, '3m', person(ANA))
  expect(listButtonsNotices(story.lastFacts, story.state, directory)).toMatchObject([{ asked: [BOB] }])
})

test('people without such a message, and facts that settle nothing, ask for no edit', () => {
  const story = paged()
  expect(listButtonsNotices(story.lastFacts, story.state, directory)).toEqual([])
  story.when(ack, '3m', person(ANA))
  expect(listButtonsNotices(story.lastFacts, story.state, aDirectory())).toEqual([])
})
