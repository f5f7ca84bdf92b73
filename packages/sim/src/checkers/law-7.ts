/** Law 7: closed stays closed; the facts, replayed, give the state; they are gap-free and chained. */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { replay } from '@tocsin/core/incident.ts'
import type { Fact, FactType } from '@tocsin/core/kernel/fact.ts'
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import type { Checker, Evidence, Violation } from '../auditor/evidence.ts'
import { type Standing, standingAfter, tellStories } from '../auditor/story.ts'

const law = 'law 7'

export const checkFacts: Checker = (evidence) => {
  const byStream = Map.groupBy(evidence.final.facts, (row) => row.stream)
  return [
    ...evidence.final.incidents.flatMap((incident) => checkIncident(incident, byStream.get(incident.id) ?? [])),
    ...checkCommitted(evidence, byStream),
  ]
}

function checkIncident(incident: Row<'incidents'>, rows: Row<'facts'>[]): Violation[] {
  const ordered = rows.toSorted((a, b) => a.version - b.version)
  const facts = ordered.map(factOf)
  const say = (message: string): Violation[] => [{ law, message: `${incident.id} ${message}` }]
  if (ordered.some((row, index) => row.version !== index + 1) || incident.version !== ordered.length)
    return say(`is at version ${incident.version} and has the facts ${ordered.map((row) => row.version).join(', ')}`)
  if (lastHash(incident.id, facts, ordered) !== incident.last_hash) return say('has a broken hash chain')
  if (!isDeepStrictEqual(plain(replay(facts)), plain(incident.state)))
    return say('is not what its facts give when replayed')
  return [...checkStanding(incident, facts), ...checkClosed(incident.id, facts)]
}

function factOf(row: Row<'facts'>): Fact {
  const { version, at, type, because, actor, data } = row
  return { ...data, version, at, type, because, actor } as Fact
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** The hash of the last fact, reckoned anew; undefined when one on the way is wrong. */
function lastHash(stream: string, facts: Fact[], rows: Row<'facts'>[]): string | undefined {
  let last = ''
  for (const [index, fact] of facts.entries()) {
    last = createHash('sha256')
      .update(`${last}\n${stream}\n${sortedJson(fact)}`)
      .digest('hex')
    if (last !== rows[index]?.hash) return undefined
  }
  return last
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

const STATUSES: Record<Standing, readonly string[]> = {
  open: ['open'],
  taken: ['acknowledged', 'mitigated'],
  verifying: ['verifying'],
  resolved: ['resolved'],
  over: ['closed', 'declined', 'merged'],
}

function checkStanding(incident: Row<'incidents'>, facts: Fact[]): Violation[] {
  const standing = facts.reduce<Standing>(standingAfter, 'open')
  if (STATUSES[standing].includes(incident.status)) return []
  return [{ law, message: `${incident.id} is ${incident.status}; by its facts it is ${standing}` }]
}

/** What may still be said of an incident that is over. */
const AFTERWARDS: readonly FactType[] = [
  'NoteEdited',
  'NoteDeleted',
  'PageAttempted',
  'PageDelivered',
  'NoteAdded',
  'ReportVerified',
  'FixJudged',
  'InstantCorrected',
  'AlertsCleared',
  'GroupReleased',
  'ChannelOpened',
]

/** Only somebody who says so opens again what was closed; what was declined is over for good. */
function checkClosed(incident: string, facts: Fact[]): Violation[] {
  const violations: Violation[] = []
  let end: Fact | undefined
  for (const fact of facts) {
    if (end?.type === 'IncidentClosed' && isReopenedByHand(fact)) end = undefined
    if (end?.type === 'IncidentMerged' && isByHand(fact, 'IncidentUnmerged')) end = undefined
    if (end && !AFTERWARDS.includes(fact.type))
      violations.push({ law, message: `${incident} was over (${end.type}), and then came ${fact.type}` })
    if (ENDS.includes(fact.type)) end = fact
  }
  return violations
}

const ENDS: readonly FactType[] = ['IncidentClosed', 'IncidentDeclined', 'IncidentMerged']

function isReopenedByHand(fact: Fact): boolean {
  return isByHand(fact, 'IncidentReopened') && fact.because === 'asked'
}

function isByHand({ type, actor }: Fact, wanted: FactType): boolean {
  return type === wanted && actor.kind === 'user'
}

/** What was committed once is there in the end, unchanged. */
function checkCommitted({ journal }: Evidence, byStream: Map<string, Row<'facts'>[]>): Violation[] {
  return [...tellStories(journal).values()].flatMap((story) => {
    const rows = new Map(byStream.get(story.incident)?.map((row) => [row.version, row]))
    return story.facts.flatMap(({ fact }) => {
      const row = rows.get(fact.version)
      if (row && isDeepStrictEqual(plain(factOf(row)), plain(fact))) return []
      return [
        {
          law,
          message: `${story.incident} committed fact ${fact.version} (${fact.type}), which is not there any more`,
        },
      ]
    })
  })
}
