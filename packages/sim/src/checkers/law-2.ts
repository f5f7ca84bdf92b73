/** Law 2: every firing alert is in exactly one incident, or has a recorded reason why not. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { AlertEpisode, Fact, FactType } from '@tocsin/core/kernel/fact.ts'
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import type { Checker, Evidence, Violation } from '../auditor/evidence.ts'
import { type Story, tellStories } from '../auditor/story.ts'
import type { Commit } from '../journal.ts'
import { isHeldClear, problemOfMuted } from './law-2-muted.ts'

const law = 'law 2'

export const checkPlacement: Checker = (evidence) => {
  const stories = tellStories(evidence.journal)
  const attached = attachments(evidence)
  const placements = new Map(evidence.settled.placements.map((row) => [row.alert_id, row]))
  return [
    ...[...attached].flatMap(([episode, incidents]) =>
      incidents.length > 1 ? [{ law, message: `alert ${episode} is in ${incidents.join(' and ')}` }] : [],
    ),
    ...evidence.settled.alerts.flatMap((alert) => checkAlert(evidence, alert, placements.get(alert.id), attached)),
    ...[...stories.values()].flatMap((story) => checkFiring(evidence, story)),
    ...evidence.journal.commits.flatMap(checkMerges),
  ]
}

/** Alert and episode → the incidents that have it, in the order of the commits: a merge takes it from one to the other. */
function attachments({ journal, settledAt }: Evidence): Map<string, IncidentId[]> {
  const attached = new Map<string, IncidentId[]>()
  const put = (incident: IncidentId, { id, episode }: AlertEpisode): void => {
    const key = `${id}/${episode}`
    attached.set(key, [...(attached.get(key) ?? []).filter((each) => each !== incident), incident])
  }
  const take = (incident: IncidentId, isMoved: (alert: string) => boolean): void => {
    for (const [key, incidents] of attached)
      if (isMoved(key.slice(0, key.lastIndexOf('/'))))
        attached.set(
          key,
          incidents.filter((each) => each !== incident),
        )
  }
  for (const { at, facts } of journal.commits) {
    if (at > settledAt) break
    // What leaves goes before what comes: both happen at once.
    for (const { incident, fact } of facts) {
      if (fact.type === 'IncidentMerged') take(incident, () => true)
      if (fact.type === 'IncidentSplitOff') take(incident, (alert) => (fact.alerts as string[]).includes(alert))
    }
    for (const { incident, fact } of facts) {
      if (fact.type === 'AlertsAttached') for (const alert of fact.alerts) put(incident, alert)
      if (fact.type === 'IncidentAbsorbed' || fact.type === 'IncidentUnmerged')
        for (const alert of [...fact.firing, ...fact.cleared]) put(incident, alert)
    }
  }
  return attached
}

/** Two halves of one merge, or of its undoing, are never apart. */
function checkMerges({ facts }: Commit): Violation[] {
  const has = (type: FactType, incident: string, other: string): boolean =>
    facts.some(({ incident: its, fact }) => fact.type === type && its === incident && otherSide(fact) === other)
  return facts.flatMap(({ incident, fact }) => {
    const other = otherSide(fact)
    const half = HALVES[fact.type]
    if (other === undefined || half === undefined || has(half, other, incident)) return []
    return [{ law, message: `${incident} has ${fact.type} with ${other}, which has no ${half}` }]
  })
}

const HALVES: Partial<Record<FactType, FactType>> = {
  IncidentMerged: 'IncidentAbsorbed',
  IncidentAbsorbed: 'IncidentMerged',
  IncidentUnmerged: 'IncidentSplitOff',
  IncidentSplitOff: 'IncidentUnmerged',
}

function otherSide(fact: Fact): string | undefined {
  if (fact.type === 'IncidentMerged') return fact.into
  if (fact.type === 'IncidentSplitOff') return fact.to
  return fact.type === 'IncidentAbsorbed' || fact.type === 'IncidentUnmerged' ? fact.from : undefined
}

function checkAlert(
  evidence: Evidence,
  alert: Row<'alerts'>,
  placement: Row<'placements'> | undefined,
  attached: Map<string, IncidentId[]>,
): Violation[] {
  if (alert.state !== 'firing') return []
  const say = (message: string): Violation[] => [
    { law, message: `firing alert ${alert.source_id}/${alert.key} ${message}` },
  ]
  if (!placement) return say('was placed nowhere')
  if (placement.episode !== alert.episode)
    return say(`is in episode ${alert.episode}, its placement in ${placement.episode}`)
  const [incident] = attached.get(`${alert.id}/${alert.episode}`) ?? []
  if (placement.incident_id !== null) {
    return incident === placement.incident_id
      ? []
      : say(`is placed in ${placement.incident_id}, whose facts do not have it`)
  }
  const problem = problemOfMuted({ evidence, alert, placement })
  return problem === undefined ? [] : say(problem)
}

/** What an incident believes to fire does fire, in the same episode. */
function checkFiring(evidence: Evidence, story: Story): Violation[] {
  const firing = new Map<string, number>()
  for (const { fact, at } of story.facts) {
    if (at > evidence.settledAt) break
    if (fact.type === 'AlertsAttached') for (const alert of fact.alerts) firing.set(alert.id, alert.episode)
    if (fact.type === 'AlertsCleared') for (const alert of fact.alerts) firing.delete(alert.id)
    if (fact.type === 'IncidentMerged') firing.clear()
    if (fact.type === 'IncidentSplitOff') for (const id of fact.alerts) firing.delete(id)
    if (fact.type === 'IncidentAbsorbed' || fact.type === 'IncidentUnmerged') {
      for (const alert of fact.firing) firing.set(alert.id, Math.max(alert.episode, firing.get(alert.id) ?? 0))
      for (const { id, episode } of fact.cleared) if ((firing.get(id) ?? 0) < episode) firing.delete(id)
    }
  }
  return [...firing].flatMap(([id, episode]) => {
    const alert = evidence.settled.alerts.find((row) => row.id === id)
    if (alert?.state === 'firing' && alert.episode === episode) return []
    if (alert?.episode === episode && isHeldClear(evidence, id)) return []
    const now = alert ? `${alert.state} in episode ${alert.episode}` : 'unknown'
    return [{ law, message: `${story.incident} believes that alert ${id} fires in episode ${episode}; it is ${now}` }]
  })
}
