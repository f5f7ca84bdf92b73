/** Acknowledgements: of several people, that end by themselves, and that last until the fault is over. */
import { expect, test } from 'vitest'
import type { IncidentCommand } from '../incident.ts'
import type { AlertId } from '../kernel/brand.ts'
import { ANA, aPolicy, aSource, aStep, BOB, CAROL } from '../testing/directory.ts'
import { clear, given, INCIDENT, person } from '../testing/story.ts'
import { at, ms } from '../testing/time.ts'

const twoOfThem = [aPolicy([{ ...aStep('0m', 'ana', 'bob', 'carol'), acks: 2 }, aStep('5m', 'root')])]
const take = (by: typeof ANA): IncidentCommand => ({ type: 'Acknowledge', by })

test('where two have to acknowledge, the first one alone does not stop the escalation', () => {
  const story = given({ policies: twoOfThem }).opened().when(take(ANA), '1m', person(ANA))
  story.thenFacts({ type: 'IncidentAcknowledged', by: ANA, stillNeeded: 1 })
  expect(story.state).toMatchObject({ status: 'acknowledged', response: { owner: ANA, acks: { stillNeeded: 1 } } })
  expect(story.wakes).toEqual(['5m escalation'])
  expect(story.until('6m').pages).toContain('5m root mail')
})

test('the second one does, and then everybody hears of it', () => {
  const story = given({ policies: twoOfThem })
    .opened()
    .when(take(ANA), '1m', person(ANA))
    .when(take(BOB), '2m', person(BOB))
  story.thenFacts({ type: 'AcknowledgementAdded', by: BOB, stillNeeded: 0 })
  expect(story.wakes).toEqual([])
  expect(story.state.response.responders).toEqual([ANA, BOB])
  expect(story.notices.map((notice) => notice.split(' ')[1])).toContain(CAROL)
})

test('the same person counts once', () => {
  given({ policies: twoOfThem })
    .opened()
    .when(take(ANA), '1m', person(ANA))
    .when(take(ANA), '2m', person(ANA))
    .thenNothing('already_acknowledged')
})

test('two acknowledgements at once leave one owner, and the later one changes nothing', () => {
  const story = given().opened().when(take(ANA), '1m', person(ANA)).when(take(BOB), '1m', person(BOB))
  story.thenNothing('already_acknowledged')
  expect(story.state.response).toMatchObject({ owner: ANA, acknowledgedBy: ANA })
})

const ending = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')], { ackTimeoutMs: ms('30m') })]

test('an acknowledged incident with which nothing happens is paged anew', () => {
  const story = given({ policies: ending }).opened().when(take(ANA), '1m', person(ANA)).until('31m')
  expect(story.facts('EscalationStarted').at(-1)).toMatchObject({ because: 'ack_timeout', at: at('31m') })
  expect(story.state.status).toBe('open')
  expect(story.pages).toEqual(['0m ana mail', '31m ana mail'])
})

test('whoever has it is asked again where the ladder stood, and others after them', () => {
  const policies = [
    aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob'), aStep('1h', 'carol')], { ackTimeoutMs: ms('30m') }),
  ]
  const story = given({ policies }).opened().until('6m').when(take(BOB), '6m', person(BOB)).until('1h40m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail', '36m bob mail', '1h36m carol mail'])
})

test('whoever has it and stands in no step is asked first, and the step that was called waits behind them', () => {
  const story = given({ policies: ending }).opened().until('6m').when(take(CAROL), '6m', person(CAROL)).until('45m')
  expect(story.pages).toEqual(['0m ana mail', '5m bob mail', '36m carol mail', '41m bob mail'])
  expect(story.state.response.level).toBe('L2')
})

test('work of a person makes an acknowledgement last longer', () => {
  const story = given({ policies: ending })
    .opened()
    .when(take(ANA), '1m', person(ANA))
    .when({ type: 'AddNote', text: 'The disk of the replica too.' }, '20m', person(BOB))
  story.thenFacts('NoteAdded', { type: 'AcknowledgementRenewed', by: BOB, until: at('50m'), because: 'worked_on' })
  expect(story.wakes).toEqual(['50m ack'])
})

test('saying so again makes an acknowledgement last longer', () => {
  const story = given({ policies: ending })
    .opened()
    .when(take(ANA), '1m', person(ANA))
    .when(take(ANA), '20m', person(ANA))
  story.thenFacts({ type: 'AcknowledgementRenewed', until: at('50m') })
  expect(story.wakes).toEqual(['50m ack'])
})

test('a workaround, or the end of the incident, calls the end of the acknowledgement off', () => {
  const worked = given({ policies: ending })
    .opened()
    .when(take(ANA), '1m')
    .when({ type: 'Mitigate', workaround: 'restarted' }, '2m')
  expect(worked.wakes).toEqual([])
  const over = given({ policies: ending }).opened().when(take(ANA), '1m')
  expect(over.when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '2m').wakes).toEqual([])
})

test('taken behind a workaround it is not waited for, and nothing pretends to end', () => {
  const story = given({ policies: ending })
    .opened()
    .when({ type: 'Mitigate', workaround: 'restarted' }, '1m')
    .when(take(ANA), '2m', person(ANA))
  expect(story.facts('IncidentAcknowledged').at(-1)).not.toHaveProperty('until')
  expect(story.wakes).toEqual([])
})

test('whoever keeps it until it clears is not asked again, and then it is resolved even where people do that', () => {
  const source = aSource('monitor', { resolvesWhenClear: false, quietPeriodMs: ms('0m') })
  const story = given({ policies: ending, sources: [source] })
    .opened()
    .when({ type: 'Acknowledge', by: ANA, untilClear: true }, '1m', person(ANA))
  expect(story.until('2h').state.status).toBe('acknowledged')
  expect(story.when(clear('a' as AlertId), '3h').state.status).toBe('resolved')
})

test('an alert that fires again after it was resolved pages once, not twice', () => {
  const story = given({ sources: [aSource('monitor', { quietPeriodMs: ms('0m') })] })
    .opened()
    .when(clear('a'), '1m')
    .when({ type: 'Reopen', because: 'relapse_within_window' }, '2m')
    .when({ type: 'Reopen', because: 'relapse_within_window' }, '2m')
  expect(story.pages).toEqual(['0m ana mail', '2m ana mail'])
  expect(story.state.id).toBe(INCIDENT)
})
