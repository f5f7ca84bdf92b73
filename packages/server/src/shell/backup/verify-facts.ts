/**
 * The audit: recomputes the hash chain of every incident from the facts that the database holds, replays them, and compares the
 * result with what is stored beside them. Whoever changed, removed or slipped in a fact, or changed an incident without one, shows.
 */
import { evolve, type IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type pg from 'pg'
import { CHAIN_START, canonicalJson, hashFact } from '../engine/fact-chain.ts'
import { readRows } from './read-rows.ts'

export interface AuditProblem {
  incident: string
  /** Of the fact, where one is concerned. */
  version?: number
  problem: string
}

export interface AuditReport {
  incidents: number
  facts: number
  problems: AuditProblem[]
}

interface FactRow {
  stream: string
  version: number
  at: number
  type: string
  because: string
  actor: object
  data: object
  hash: string
}

interface IncidentRow {
  id: string
  version: number
  last_hash: string
  state: object
}

const PROBLEMS_MAX = 1_000

/** `client` is in a transaction of one snapshot. At most a thousand problems are listed. */
export async function verifyFacts(client: pg.ClientBase): Promise<AuditReport> {
  const report: AuditReport = { incidents: 0, facts: 0, problems: [] }
  const heads = new Map<string, { version: number; hash: string; state: string | undefined }>()
  let stream: Stream | undefined
  const finish = () => {
    if (stream) heads.set(stream.id, stream.head())
  }
  for await (const row of readRows<FactRow>(client, 'select * from facts order by stream, version')) {
    if (stream?.id !== row.stream) {
      finish()
      stream = createStream(row.stream, report)
    }
    report.facts += 1
    stream.take(row)
  }
  finish()
  for await (const row of readRows<IncidentRow>(
    client,
    'select id, version, last_hash, tocsin_incident_state(incidents) as state from incidents order by id',
  )) {
    report.incidents += 1
    compare(report, row, heads.get(row.id))
    heads.delete(row.id)
  }
  for (const incident of heads.keys()) note(report, { incident, problem: 'has facts, but the incident is gone' })
  return report
}

type Stream = ReturnType<typeof createStream>

function createStream(id: string, report: AuditReport) {
  let version = 0
  let hash = CHAIN_START
  let state: IncidentState | null = null
  let isReplayed = true
  return {
    id,
    take(row: FactRow) {
      const fact = {
        version: row.version,
        at: row.at,
        type: row.type,
        because: row.because,
        actor: row.actor,
        ...row.data,
      } as Fact
      if (row.version !== version + 1) {
        note(report, {
          incident: id,
          version: row.version,
          problem: `follows fact ${version}: facts between them are missing`,
        })
      }
      const expected = hashFact(id as IncidentId, hash, fact)
      if (expected !== row.hash) {
        note(report, { incident: id, version: row.version, problem: 'is not what was recorded: its hash does not fit' })
      }
      version = row.version
      // What follows is judged against what stands there, so that one change is reported once.
      hash = row.hash
      if (isReplayed) isReplayed = replay(fact)
    },
    /** The state is unknown where the facts cannot be replayed. */
    head: () => ({ version, hash, state: isReplayed ? canonicalJson(state) : undefined }),
  }

  function replay(fact: Fact): boolean {
    try {
      state = evolve(state, fact)
      return true
    } catch (error) {
      const problem = `cannot be replayed: ${error instanceof Error ? error.message : String(error)}`
      note(report, { incident: id, version: fact.version, problem })
      return false
    }
  }
}

function compare(
  report: AuditReport,
  { id, version, last_hash, state }: IncidentRow,
  head: { version: number; hash: string; state: string | undefined } | undefined,
): void {
  const problem = problemOfEnd(version, last_hash, head)
  if (problem !== undefined) note(report, { incident: id, problem })
  else if (head?.state !== undefined && head.state !== canonicalJson(state)) {
    note(report, { incident: id, problem: 'is stored differently from what its facts say' })
  }
}

function problemOfEnd(
  version: number,
  lastHash: string,
  head: { version: number; hash: string } | undefined,
): string | undefined {
  if (!head) return 'has no facts'
  if (head.version === version && head.hash === lastHash) return undefined
  return `ends with fact ${head.version}, but was saved with another end (${version})`
}

function note(report: AuditReport, problem: AuditProblem): void {
  if (report.problems.length < PROBLEMS_MAX) report.problems.push(problem)
}
