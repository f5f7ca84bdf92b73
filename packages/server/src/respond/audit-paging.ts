/**
 * The auditor: looks whether everything that an open incident waits for is there, and writes anew what is not. Nothing is ever lost,
 * so it never finds anything; a page that nobody sent is worth the look. What it finds is told on the incident and counted.
 */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { LostPaging } from '@tocsin/core/kernel/lost-paging.ts'
import { ruleKey } from '@tocsin/core/respond/timers.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { transact } from '../shell/engine/transact.ts'
import { connectionOf } from '../shell/store/sql-store.ts'
import { countOverdue, findSuspects, listPresent } from './audit.queries.ts'
import { insertFindings } from './health/paging-findings.queries.ts'

export type Finding = 'lost_wake' | 'lost_page' | 'lost_escalation' | 'overdue_wake' | 'overdue_page'

export interface PagingAudit {
  findings: Record<Finding, number>
  /** Which incidents were repaired, by finding. */
  incidents: ReadonlyMap<string, IncidentId[]>
  /** False: it ran out of time before it had looked at everything. */
  isWhole: boolean
  tookMs: number
}

export interface PagingAuditor {
  run(stopping: AbortSignal): Promise<void>
  /** When it last came to its end in time; before the first run when it was made. */
  wellSince(): Instant
}

const PAGE = 500
/** Longer than any wake or send waits that somebody takes up at all. */
const OVERDUE_MS = 120_000
/** An audit that does not come to its end is none: the watchdog is to notice. */
const AUDIT_MS_MAX = 30_000

export function createPagingAuditor(
  deps: EngineDeps,
  db: Kysely<Schema>,
  told: (audit: PagingAudit) => void,
): PagingAuditor {
  let wellSince = deps.clock.now()
  return {
    wellSince: () => wellSince,
    async run(stopping) {
      const audit = await auditPaging(deps, db, stopping)
      told(audit)
      await insertFindings(db, audit, deps.clock.now())
      const found = Object.values(audit.findings).some((count) => count > 0)
      if (found) deps.log.error({ ...audit.findings }, 'the auditor found pages that would not have gone out')
      if (audit.isWhole) wellSince = deps.clock.now()
      else deps.log.error({ tookMs: audit.tookMs }, 'the auditor did not come to its end in time')
    },
  }
}

export async function auditPaging(deps: EngineDeps, db: Kysely<Schema>, stopping: AbortSignal): Promise<PagingAudit> {
  const begunAt = deps.clock.now()
  const findings: Record<Finding, number> = {
    ...{ lost_wake: 0, lost_page: 0, lost_escalation: 0, overdue_wake: 0, overdue_page: 0 },
  }
  const overdue = await countOverdue(db, (begunAt - OVERDUE_MS) as Instant)
  findings.overdue_wake = overdue.wakes
  findings.overdue_page = overdue.pages
  const incidents = new Map<Finding, IncidentId[]>()
  let isWhole = true
  for (let after: string | null = ''; after !== null; ) {
    const now = deps.clock.now()
    if (stopping.aborted || now - begunAt > AUDIT_MS_MAX) {
      isWhole = false
      break
    }
    const { ids, next } = await findSuspects(db, { after, limit: PAGE, now })
    for (const id of ids)
      for (const finding of count(findings, await repair(deps, id)))
        incidents.set(finding, [...(incidents.get(finding) ?? []), id])
    after = next
  }
  return { findings, incidents, isWhole, tookMs: deps.clock.now() - begunAt }
}

/** Adds what one incident lacked, and names it. */
function count(findings: Record<Finding, number>, lost: LostPaging): Finding[] {
  const counts: [Finding, number][] = [
    ['lost_escalation', lost.escalation ? 1 : 0],
    ['lost_wake', (lost.next || lost.hold ? 1 : 0) + (lost.rules?.length ?? 0)],
    ['lost_page', lost.pages?.length ?? 0],
  ]
  for (const [finding, found] of counts) findings[finding] += found
  return counts.flatMap(([finding, found]) => (found > 0 ? [finding] : []))
}

/** Looked at again under the lock of the incident: whoever changes it writes its wakes and sends in the same transaction. */
function repair(deps: EngineDeps, id: IncidentId): Promise<LostPaging> {
  return transact(deps, async (unit) => {
    await unit.load([id])
    const state = unit.state(id)
    if (state?.status !== 'open') return {}
    const expected = expectedOf(state, unit.at)
    const wakes = [expected.next, expected.hold, ...expected.rules.map(({ key }) => key)].filter(
      (key) => key !== undefined,
    )
    const there = await listPresent(connectionOf(unit.tx), wakes, expected.pages)
    const isLost = (key: string | undefined): key is string => key !== undefined && !there.has(key)
    const rules = expected.rules.filter(({ key }) => isLost(key)).map(({ user, index }) => ({ user, index }))
    const pages = expected.pages.filter(isLost)
    const lost: LostPaging =
      expected.next === undefined && expected.hold === undefined
        ? { escalation: true }
        : {
            ...(isLost(expected.next) && { next: true as const }),
            ...(isLost(expected.hold) && { hold: true as const }),
            ...(rules.length > 0 && { rules }),
            ...(pages.length > 0 && { pages }),
          }
    if (Object.keys(lost).length === 0) return {}
    const outcome = unit.run(id, { type: 'RepairPaging', lost }, { kind: 'system', part: 'escalation' })
    return 'rejected' in outcome || outcome.facts.length === 0 ? {} : lost
  })
}

interface Expected {
  next?: string
  hold?: string
  rules: { key: string; user: UserId; index: number }[]
  pages: PageId[]
}

/** A later rule whose time has passed may have been taken up for nothing; those that lie ahead have a wake. */
function expectedOf({ id, response }: IncidentState, now: Instant): Expected {
  const { escalation, hold, runs, openPages } = response
  const rules = Object.entries(runs).flatMap(([user, run]) =>
    run.left
      .filter((index) => (run.plan[index]?.dueAt ?? 0) > now)
      .map((index) => ({ key: ruleKey({ id }, user as UserId, run.run, index), user: user as UserId, index })),
  )
  return {
    ...(escalation?.next && { next: `${id}:escalation` }),
    ...(hold && { hold: `${id}:snooze` }),
    rules,
    pages: Object.keys(openPages) as PageId[],
  }
}
