import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandOfWake, type IncidentCommand, type Outcome, replay } from './incident.ts'
import type { Actor } from './kernel/actor.ts'
import type { AlertId, DurationMs, Instant } from './kernel/brand.ts'
import type { Wake } from './kernel/decision.ts'
import { HOUR, MINUTE } from './kernel/instant.ts'
import type { Directory } from './people/directory.ts'
import { days, directories, type Moment, openings } from './testing/arbitraries.ts'
import { type Auditor, newAuditor } from './testing/auditor.ts'
import { aDirectory } from './testing/directory.ts'
import { handle, newShell, nextWake, type Shell, TIMER } from './testing/shell.ts'
import { anAlert, anOpening } from './testing/story.ts'
import { START } from './testing/time.ts'

interface Day {
  shell: Shell
  auditor: Auditor
  now: Instant
  directory: Directory
  /** Every wake that fired or was replaced, latest last. */
  past: { key: string; wake: Wake }[]
}

function newDay(directory: Directory): Day {
  return { shell: newShell(), auditor: newAuditor(), now: START, directory, past: [] }
}

function live(day: Day, command: IncidentCommand, actor: Actor): Outcome {
  const before = new Map(day.shell.wakes)
  const outcome = handle(day.shell, command, day.now, actor, day.directory)
  if (!('rejected' in outcome)) day.auditor.observe(outcome.facts, day.directory)
  for (const [key, { wake }] of before) if (!isPending(day.shell, key, wake)) day.past.push({ key, wake })
  return outcome
}

function isPending(shell: Shell, key: string, wake: Wake): boolean {
  return JSON.stringify(shell.wakes.get(key)?.wake) === JSON.stringify(wake)
}

/** Wakes fire at their instant, or all of them at the end of a standstill; one that has nothing to do does nothing. */
function pass(day: Day, until: Instant, isLate: boolean): void {
  for (let next = nextWake(day.shell, until); next; next = nextWake(day.shell, until)) {
    day.shell.wakes.delete(next.key)
    day.now = isLate ? until : next.due
    day.past.push(next)
    expectHarmless(live(day, commandOfWake(next.wake), TIMER))
  }
  day.now = until
  day.auditor.inspect(day.shell, day.now)
}

function expectHarmless(outcome: Outcome): void {
  if ('rejected' in outcome) expect.fail(`a wake was rejected: ${outcome.rejected.code}`)
  else if (outcome.facts.length === 0) expect(outcome.effects).toEqual([])
}

function fireStaleWake(day: Day, back: number): void {
  const stale = day.past.at(-1 - back)
  if (!stale || isPending(day.shell, stale.key, stale.wake)) return
  // The wake of somebody who was away is spent without a page: their rule stays, for a pass that finds them back.
  if (stale.wake.kind === 'NotificationRuleDue' && day.auditor.wasEverInactive(stale.wake.user)) return
  expect(live(day, commandOfWake(stale.wake), TIMER)).toMatchObject({ facts: [], effects: [] })
}

function liveThrough(day: Day, moments: readonly Moment[], other: Directory): void {
  const organisations = [day.directory, other]
  for (const moment of moments) {
    pass(day, (day.now + moment.waitMs) as Instant, moment.isLate)
    if (moment.isReorganised) day.directory = organisations.find((each) => each !== day.directory) ?? other
    live(day, moment.act(day.now, day.shell.state?.response.pagesCount ?? 0), moment.actor)
    fireStaleWake(day, moment.staleWake)
    pass(day, day.now, false)
  }
}

test('whatever happens to an incident, the laws hold', () => {
  fc.assert(
    fc.property(directories, openings, days, ([before, after], opening, moments) => {
      const day = newDay(before)
      live(day, opening, TIMER)
      liveThrough(day, moments, after)
      const { state, facts } = day.shell
      expect(replay(facts)).toStrictEqual(state)
      expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
      expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts)
    }),
    { numRuns: 400 },
  )
})

test('an incident that nobody touches calls until somebody does', () => {
  fc.assert(
    fc.property(directories, openings, ([directory], opening) => {
      const exhaustedRepeatMs = (30 * MINUTE) as DurationMs
      const day = newDay({ ...directory, settings: { ...directory.settings, exhaustedRepeatMs } })
      live(day, opening, TIMER)
      // Four passes of four steps, half an hour each, the pauses, and the latest rule of the admin.
      pass(day, (START + 10 * HOUR) as Instant, false)
      const { shell } = day
      const admin = [...directory.users.values()].find((user) => user.role === 'admin' && user.isActive)
      const paged = shell.facts.flatMap((fact) => (fact.type === 'PageRequested' ? [fact.user] : []))
      if (shell.state?.record.testOf) expect(paged.every((user) => user === shell.state?.record.testOf)).toBe(true)
      else if (admin) expect(paged).toContain(admin.id)
    }),
    { numRuns: 100 },
  )
})

test('what is told of alerts twice, or in pieces, comes to the same', () => {
  const told = fc.array(
    fc.record({ isEnd: fc.boolean(), id: fc.constantFrom('a', 'b', 'c'), episode: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(told, (words) => {
      const once = newDay(aDirectory({ sources: [] }))
      const twice = newDay(aDirectory({ sources: [] }))
      for (const day of [once, twice]) live(day, anOpening({ alerts: [anAlert('z')] }), TIMER)
      for (const { isEnd, id, episode } of words) {
        const command: IncidentCommand = isEnd
          ? { type: 'ClearAlerts', alerts: [{ id: id as AlertId, episode }], because: 'recovered' }
          : { type: 'AttachAlerts', alerts: [anAlert(id, { episode })], because: 'joined_open_group' }
        live(once, command, TIMER)
        live(twice, command, TIMER)
        expect(live(twice, command, TIMER)).toMatchObject({ facts: [], effects: [] })
      }
      expect(twice.shell.state).toEqual(once.shell.state)
    }),
    { numRuns: 100 },
  )
})
