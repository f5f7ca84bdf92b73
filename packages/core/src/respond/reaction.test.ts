import { expect, test } from 'vitest'
import { run } from '../incident.ts'
import { ANA, aDirectory, aPolicy, aStep, aUser, aUserWithRules, BOB, CAROL } from '../testing/directory.ts'
import { anAlert, anOpening, attach, attempted, clear, given, INCIDENT, person } from '../testing/story.ts'
import { at } from '../testing/time.ts'

const byBob = { type: 'Acknowledge', by: BOB } as const
const resolve = { type: 'Resolve', by: BOB, because: 'said_by_responder' } as const

test('those who were paged hear who took it and that it is over; who did it knows', () => {
  const story = given().opened().when(byBob, '6m', person(BOB)).when(resolve, '20m', person(BOB))
  expect(story.notices).toEqual(['6m ana mail acknowledged by Bob', '20m ana mail resolved by Bob'])
})

test('nobody is told of an incident that nobody was paged for', () => {
  const story = given({ policies: [aPolicy([aStep('10m', 'ana')])] })
    .opened()
    .when(byBob, '1m')
    .when(resolve, '2m')
  expect(story.notices).toEqual([])
})

test('a person who was paged many times gets one notice', () => {
  const world = {
    users: [aUserWithRules('ana', { mail: '0m', hook: '1m' })],
    policies: [aPolicy([aStep('0m', 'ana')], { repeat: 3 })],
  }
  const story = given(world).opened().when(byBob, '12m', person(BOB))
  expect(story.pages).toHaveLength(6)
  expect(story.notices).toEqual(['12m ana mail acknowledged by Bob'])
})

test('a notice goes the way on which the person was reached', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '0m' })]
  const story = given({ users })
    .opened()
    .when(attempted(1, 'gave_up'))
    .when(attempted(2, 'handed_over'))
    .when(byBob, '1m', person(BOB))
  expect(story.notices).toEqual(['1m ana hook acknowledged by Bob'])
})

test('a person who was deactivated meanwhile gets no notice', () => {
  const story = given()
    .opened()
    .butNow({ users: [aUser('ana', { isActive: false })] })
    .when(byBob, '1m', person(BOB))
  expect(story.notices).toEqual([])
})

test('a notice names the person for whom it was done, not the key that did it', () => {
  const story = given().opened().when(byBob, '1m', { kind: 'key', name: 'ci' })
  expect(story.notices).toEqual(['1m ana mail acknowledged by Bob'])
})

test('a recovery names nobody', () => {
  const story = given().opened().when(clear('a'), '1m').until('6m')
  expect(story.notices).toEqual(['6m ana mail resolved'])
})

test('a notice is a status message with a key of its own', () => {
  const story = given().opened().when(byBob, '1m', person(BOB))
  expect(story.messages.at(-1)).toMatchObject({
    kind: 'notice',
    page: `${INCIDENT}/n${story.state.version}-ana`,
    notice: { event: 'acknowledged', by: 'Bob' },
  })
})

test('a page carries what its reader needs, and when the signal was received', () => {
  expect(given().opened().messages).toEqual([
    {
      kind: 'page',
      page: `${INCIDENT}/p1`,
      incident: INCIDENT,
      user: ANA,
      target: { contact: 'mail', channel: 'email', to: 'ana@example.com' },
      urgency: 'high',
      title: 'Checkout fails',
      priority: 'P2',
      services: ['The api'],
      because: 'rule_immediate',
      why: { kind: 'user' },
      signalReceivedAt: at('0m'),
      requestedAt: at('0m'),
      isFirstCall: true,
    },
  ])
})

test('the page of a relapse is measured from the signal that brought it', () => {
  const story = given().opened().when(clear('a'), '1m')
  story.when(attach(anAlert('b', { receivedAt: at('2m') })), '3m')
  expect(story.messages.at(-1)).toMatchObject({ kind: 'page', signalReceivedAt: at('2m'), requestedAt: at('3m') })
})

test('what a decision calls off comes ahead of what it arms', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '8m' })]
  const directory = aDirectory({ users, policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])] })
  const context = { at: at('0m'), actor: person(CAROL), directory }
  const opened = run(null, anOpening(), context)
  if ('rejected' in opened) throw new Error('the opening was refused')
  const given = run(opened.state, { type: 'Reassign', user: ANA }, { ...context, at: at('1m') })
  if ('rejected' in given) throw new Error('the reassignment was refused')
  expect(given.effects.map((effect) => `${effect.kind} ${effect.key.slice(INCIDENT.length + 1)}`)).toEqual([
    'cancel_wake rule:ana:1:1',
    'cancel_send p1',
    'wake escalation',
    'wake rule:ana:2:1',
    'send p2',
  ])
})

test('a page that was handed over is not called off', () => {
  const directory = aDirectory()
  const context = { at: at('0m'), actor: person(CAROL), directory }
  const opened = run(null, anOpening(), context)
  if ('rejected' in opened) throw new Error('the opening was refused')
  const reported = run(opened.state, attempted(1, 'handed_over'), context)
  expect(reported).toMatchObject({ effects: [] })
})
