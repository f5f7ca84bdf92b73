/**
 * The auditor looks at what came out, facts, wakes and sends, and keeps its own, naive account of what must be true of them.
 * It shares no logic with what it audits.
 */
import { expect } from 'vitest'
import type { IncidentState } from '../incident.ts'
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Fact, FactOf, FactType } from '../kernel/fact.ts'
import type { Directory } from '../people/directory.ts'
import type { Shell } from './shell.ts'

export interface Auditor {
  /** Looks at the facts of one command, in the directory that it saw. */
  observe(facts: readonly Fact[], directory: Directory): void
  /** Looks at everything between two commands. */
  inspect(shell: Shell, now: Instant): void
  wasEverInactive(user: UserId): boolean
}

export function newAuditor(): Auditor {
  const law5 = newLaw5()
  const alerts = newAlertModel()
  const pages = new Set<string>()
  const everInactive = new Set<UserId>()
  let version = 0
  let finalStatus: string | undefined
  return {
    observe(facts, directory) {
      for (const user of directory.users.values()) if (!user.isActive) everInactive.add(user.id)
      const inThisCommand = new Set<string>()
      for (const fact of facts) {
        version += 1
        expect(fact.version, 'versions have no gap').toBe(version)
        law5.observe(fact)
        alerts.observe(fact)
        // Only somebody who says so opens what was closed.
        if (fact.type === 'IncidentReopened' && finalStatus === 'closed' && fact.because === 'said_by_responder')
          finalStatus = undefined
        if (fact.type === 'IncidentUnmerged' && finalStatus === 'merged') finalStatus = undefined
        if (fact.type !== 'PageRequested') continue
        expect(pages.has(fact.page), `${fact.page} is new`).toBe(false)
        pages.add(fact.page)
        expect(directory.users.get(fact.user)?.isActive, `${fact.user} is active`).toBe(true)
        const address = `${fact.user} ${fact.target.contact}`
        expect(inThisCommand.has(address), `${address} is paged once by one command`).toBe(false)
        inThisCommand.add(address)
      }
    },
    inspect(shell, now) {
      const { state } = shell
      if (!state) return
      if (finalStatus) expect(state.status).toBe(finalStatus)
      if (['closed', 'declined', 'merged'].includes(state.status)) finalStatus = state.status
      inspectWakes(shell, state, now, everInactive)
      const sent = [...shell.sends].filter(([, send]) => send.message.kind === 'page').map(([key]) => key)
      expect(new Set(sent), 'each page is sent').toEqual(pages)
      expect(new Map(Object.entries(state.record.firing)), 'what fires').toEqual(alerts.firing())
      expect(state.record.alertsCount).toBe(alerts.count())
    },
    wasEverInactive: (user) => everInactive.has(user),
  }
}

/** Law 3, and its reverse: what waits has a wake, and nothing that nobody waits for has one. */
function inspectWakes(shell: Shell, state: IncidentState, now: Instant, everInactive: ReadonlySet<UserId>): void {
  const keys = [...shell.wakes.keys()].map((key) => key.slice(state.id.length + 1))
  for (const [key, { due }] of shell.wakes) expect(due, `${key} lies ahead`).toBeGreaterThan(now)
  const { response, resolution } = state
  const isCalling = state.status === 'open' && !response.hold
  expect(keys.includes('escalation'), 'an open incident that nothing holds is never silent').toBe(isCalling)
  expect(keys.includes('snooze'), 'a hold has an end').toBe(response.hold !== null)
  expect(keys.includes('quiet'), 'a quiet period has an end').toBe(resolution.quietUntil !== undefined)
  expect(resolution.quietUntil !== undefined).toBe(state.status === 'verifying')
  const isWatched = (user: string): boolean => !everInactive.has(user as UserId)
  const armed = keys.filter((key) => key.startsWith('rule:') && isWatched(key.split(':')[1] ?? ''))
  const wanted = Object.entries(response.runs).flatMap(([user, run]) =>
    isWatched(user) ? run.left.map((index) => `rule:${user}:${run.run}:${index}`) : [],
  )
  expect(armed.sort(), 'each rule that is still to come has a wake').toEqual(wanted.sort())
}

/** Who may be paged: everybody while an escalation runs, else only those who were asked for by name since and did not answer. */
function newLaw5(): { observe(fact: Fact): void } {
  let isEscalating = false
  const responders = new Set<UserId>()
  const endsAll: FactType[] = [
    ...(['IncidentMitigated', 'ServiceRestored', 'IncidentResolved'] as const),
    ...(['IncidentClosed', 'IncidentDeclined', 'IncidentMerged'] as const),
  ]
  const endsUntilRestart = ['IncidentSnoozed', 'IncidentReopened']
  return {
    observe(fact) {
      if (fact.type === 'PageRequested')
        expect(isEscalating || responders.has(fact.user), `somebody still wants ${fact.user}`).toBe(true)
      if (fact.type === 'EscalationStarted') isEscalating = true
      if (fact.type === 'ResponderPaged') responders.add(fact.person.user)
      if (fact.type === 'ResponderJoined') responders.delete(fact.user)
      if (fact.type === 'IncidentAcknowledged') {
        isEscalating = false
        if (fact.by) responders.delete(fact.by)
      }
      if ([...endsAll, ...endsUntilRestart].includes(fact.type)) {
        isEscalating = false
        responders.clear()
      }
    },
  }
}

/** Per alert the latest episode that began here and the latest that is known to be over. */
function newAlertModel() {
  const began = new Map<string, number>()
  const over = new Map<string, number>()
  return {
    observe(fact: Fact): void {
      if (fact.type === 'AlertsAttached') for (const { id, episode } of freshOnly(fact)) began.set(id, episode)
      if (fact.type === 'AlertsCleared') for (const { id, episode } of fact.alerts) over.set(id, episode)
      if (fact.type === 'IncidentMerged') forget([...began.keys()])
      if (fact.type === 'IncidentSplitOff') forget(fact.alerts)
      if (fact.type === 'IncidentAbsorbed' || fact.type === 'IncidentUnmerged') takeIn(fact)
    },
    firing: () => new Map([...began].filter(([id, episode]) => episode > (over.get(id) ?? 0))),
    count: () => began.size,
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) {
      began.delete(id)
      over.delete(id)
    }
  }

  function takeIn({ firing, cleared }: FactOf<'IncidentAbsorbed' | 'IncidentUnmerged'>): void {
    for (const { id, episode } of [...firing, ...cleared]) began.set(id, Math.max(began.get(id) ?? 0, episode))
    for (const { id, episode } of cleared) over.set(id, Math.max(over.get(id) ?? 0, episode))
  }

  function freshOnly({ alerts }: FactOf<'AlertsAttached'>) {
    for (const { id, episode } of alerts)
      expect(episode, `${id} is attached once an episode`).toBeGreaterThan(
        Math.max(began.get(id) ?? 0, over.get(id) ?? 0),
      )
    return alerts
  }
}
