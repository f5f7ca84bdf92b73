import { expect, test } from 'vitest'
import type { IncidentCommand } from '../incident.ts'
import type { AlertId, ServiceId } from '../kernel/brand.ts'
import { LIMITS } from '../kernel/limits.ts'
import { ANA, BOB } from '../testing/directory.ts'
import { anAlert, attach, clear, given, person } from '../testing/story.ts'
import { at } from '../testing/time.ts'

const correct = { type: 'CorrectInstant', stage: 'occurred', to: at('0m'), reason: 'the log says so' } as const

function episode(id: string, n: number) {
  return anAlert(id, { episode: n })
}

function clearEpisode(id: string, n: number): IncidentCommand {
  return { type: 'ClearAlerts', alerts: [{ id: id as AlertId, episode: n }], because: 'recovered' }
}

test('further alerts join, each once', () => {
  const story = given()
    .opened()
    .when(attach(anAlert('a'), anAlert('b'), anAlert('b')), '1m')
  story.thenFacts({ type: 'AlertsAttached', alerts: [{ id: 'b' }], because: 'joined_open_group' })
  expect(story.state.record).toMatchObject({ firing: { a: 1, b: 1 }, alertsCount: 2 })
  story.when(attach(anAlert('b')), '2m').thenNothing('already_attached')
})

test('alerts that join page nobody: the incident has its people', () => {
  const story = given()
    .opened()
    .when(attach(anAlert('b'), anAlert('c')), '1m')
  expect(story.pages).toEqual(['0m ana mail'])
})

test('of an alert that opens an incident twice over, the latest episode counts', () => {
  const story = given().opened({ alerts: [episode('a', 1), episode('a', 2), episode('a', 1)] })
  expect(story.state.record).toMatchObject({ firing: { a: 2 }, alertsCount: 1 })
})

test('an alert that fires again is the same alert in another episode', () => {
  const story = given().opened({ alerts: [episode('a', 1), episode('b', 1)] })
  story.when(clearEpisode('a', 1), '1m').when(attach(episode('a', 2)), '2m')
  expect(story.state.record).toMatchObject({ firing: { a: 2, b: 1 }, cleared: {}, alertsCount: 2 })
})

test('an episode that is over does not come back because its beginning is told again', () => {
  const story = given()
    .opened({ alerts: [anAlert('a'), anAlert('b')] })
    .when(clear('a'), '1m')
  story.when(attach(anAlert('a')), '2m').thenNothing('already_attached')
  expect(story.state.record).toMatchObject({ firing: { b: 1 }, cleared: { a: 1 } })
})

test('the end of a later episode ends the earlier one, and is not undone by the later beginning', () => {
  const story = given().opened({ alerts: [episode('a', 1), episode('b', 1)] })
  story.when(clearEpisode('a', 2), '1m').thenFacts({ type: 'AlertsCleared', firingLeft: 1 })
  story.when(attach(episode('a', 2)), '2m').thenNothing('already_attached')
})

test('the end of an earlier episode does not end a later one', () => {
  const story = given().opened({ alerts: [episode('a', 2)] })
  story.when(clearEpisode('a', 1), '1m').thenNothing('not_attached')
})

test('an alert clears once, and one that was never here not at all', () => {
  const story = given().opened({ alerts: [anAlert('a'), anAlert('b')] })
  story.when(clear('a', 'a', 'x'), '1m').thenFacts({ type: 'AlertsCleared', alerts: [{ id: 'a' }], firingLeft: 1 })
  story.when(clear('a', 'x'), '2m').thenNothing('not_attached')
})

test('an alert of another service adds the service', () => {
  const web = 'web' as ServiceId
  const story = given()
    .opened()
    .when(attach(anAlert('b', { service: web }), anAlert('c', { service: web })), '1m')
  story.thenFacts('AlertsAttached', { type: 'ServicesAffected', services: [web] })
  expect(story.state.record.services).toEqual(['api', 'web'])
})

test('services are listed up to a limit', () => {
  const alerts = Array.from({ length: 60 }, (_, n) => anAlert(`s${n}`, { service: `s${n}` as ServiceId }))
  const story = given()
    .opened()
    .when(attach(...alerts), '1m')
    .when(attach(anAlert('z', { service: 'z' as ServiceId })))
  expect(story.state.record.services).toHaveLength(LIMITS.servicesPerIncidentMax)
})

test('an incident holds a bounded number of alerts; one that it holds may still come back', () => {
  const alerts = Array.from({ length: LIMITS.alertsPerIncidentMax }, (_, n) => anAlert(`a${n}`))
  const story = given().opened({ alerts })
  story.when(attach(anAlert('one more')), '1m').thenRejected('too_many_alerts')
  story
    .when(clear('a0'), '2m')
    .when(attach(anAlert('one more')), '3m')
    .thenRejected('too_many_alerts')
  story.when(attach(episode('a0', 2)), '4m').thenFacts('AlertsAttached')
})

test('a group is released once', () => {
  const story = given().opened().when({ type: 'ReleaseGroup', because: 'group_window_passed' }, '1m')
  story.thenFacts({ type: 'GroupReleased', because: 'group_window_passed' })
  expect(story.state.record).not.toHaveProperty('groupKey')
  story.when({ type: 'ReleaseGroup', because: 'group_window_passed' }).thenNothing('no_change')
})

test('only words that change are recorded', () => {
  const story = given().opened().when({ type: 'EditIncident', title: 'Checkout fails', symptoms: 'blank page' }, '1m')
  const [fact] = story.lastFacts
  expect(fact).toMatchObject({ type: 'IncidentEdited', symptoms: 'blank page' })
  expect(fact).not.toHaveProperty('title')
  story.when({ type: 'EditIncident', symptoms: 'blank page' }).thenNothing('no_change')
  story.when({ type: 'EditIncident', title: 'Shop down', description: '' })
  expect(story.state.record).toMatchObject({ title: 'Shop down', description: '', symptoms: 'blank page' })
})

test('notes are counted', () => {
  const story = given().opened().when({ type: 'AddNote', text: 'one' }).when({ type: 'AddNote', text: 'two' })
  expect(story.state.record.notesCount).toBe(2)
})

test('a wrong instant is corrected by a fact, and only that clock moves', () => {
  const story = given()
    .opened({ occurredAt: at('0m') })
    .when({ type: 'Acknowledge', by: ANA }, '10m')
  story.when({ ...correct, stage: 'acknowledged', to: at('7m') }, '20m')
  story.thenFacts({ type: 'InstantCorrected', stage: 'acknowledged', to: at('7m'), reason: 'the log says so' })
  expect(story.state.times).toMatchObject({ occurred: at('0m'), acknowledged: at('7m') })
})

test('a corrected acknowledgement stays corrected when the incident is acknowledged again', () => {
  const story = given().opened().when({ type: 'Acknowledge', by: ANA }, '10m')
  story.when({ ...correct, stage: 'acknowledged', to: at('7m') }, '20m')
  story.when({ type: 'EscalateNow' }, '30m').when({ type: 'Acknowledge', by: ANA }, '40m')
  expect(story.state.times.acknowledged).toBe(at('7m'))
})

test('what has not happened cannot have happened at another time', () => {
  const story = given()
    .opened()
    .when({ ...correct, stage: 'resolved' }, '10m')
  story.thenRejected('invalid_request')
  expect(story.state.times).not.toHaveProperty('resolved')
})

test('a correction gives a reason, and an instant that has passed', () => {
  const story = given().opened()
  story.when({ ...correct, reason: ' ' }, '1m').thenRejected('reason_required')
  story.when({ ...correct, to: at('2m') }, '1m').thenRejected('invalid_request')
  story.when({ ...correct, to: Number.NaN as typeof correct.to }).thenRejected('invalid_request')
  story.when(correct).thenNothing('no_change')
})

test('whoever wrote a note may change and delete it, nobody else, and the facts keep every wording', () => {
  const bob = person(BOB)
  const story = given().opened().when({ type: 'AddNote', text: 'It is DNS' }, '1m', bob)
  const note = story.state.version
  story.when({ type: 'EditNote', note, text: 'It is BGP' }, '2m', person(ANA)).thenRejected('note_of_other')
  story.when({ type: 'EditNote', note, text: 'It is BGP' }, '2m', bob).thenFacts({ type: 'NoteEdited', note })
  story.when({ type: 'DeleteNote', note }, '3m', person(ANA)).thenRejected('note_of_other')
  story.when({ type: 'DeleteNote', note }, '3m', bob).thenFacts({ type: 'NoteDeleted', note })
  expect(story.state.record).toMatchObject({ notesCount: 0, notes: {} })
  story.when({ type: 'EditNote', note, text: 'again' }, '4m', bob).thenRejected('note_not_found')
  story.when({ type: 'DeleteNote', note: 1 }, '4m', bob).thenRejected('note_not_found')
  expect(story.facts('NoteAdded')).toMatchObject([{ text: 'It is DNS' }])
})
