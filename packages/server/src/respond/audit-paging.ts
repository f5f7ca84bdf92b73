/**
 * The auditor: looks whether everything that an incident waits for is there, and writes anew what is not: the next step, later pages and
 * pages on their way, the end of an acknowledgement or of a snooze, the times of criteria. Of a page that ended without its incident
 * hearing of it that is told now, so that another way is tried where none took it. Nothing is ever lost, so it never finds anything; a
 * page that nobody sent is worth the look. What it finds is told on the incident and counted.
 */
import type { IncidentState } from '@tocsin/core/incident.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { PageAttemptResult } from '@tocsin/core/kernel/fact.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { LostPaging } from '@tocsin/core/kernel/lost-paging.ts'
import { addUp, listAwaited } from '@tocsin/core/respond/awaited.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { isOfContent } from '../shell/engine/failure-kind.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { EndedSend, Suspects, SuspectsAsk } from '../shell/store/audit-tx.ts'
import { StoreConflict } from '../shell/store/store.ts'

export const FINDINGS = [
  'lost_wake',
  'lost_page',
  'unrecorded_page',
  'lost_escalation',
  'lost_acknowledgement_end',
  'lost_criterion',
  'overdue_wake',
  'overdue_page',
] as const
export type Finding = (typeof FINDINGS)[number]

export interface PagingAudit {
  findings: Record<Finding, number>
  /** Which incidents were repaired, by finding. */
  incidents: ReadonlyMap<string, IncidentId[]>
  /** False: it ran out of time before it had looked at everything, or one incident could not be looked at. */
  isWhole: boolean
  tookMs: number
}

export interface PagingAuditor {
  run(stopping: AbortSignal): Promise<void>
  /** When it last came to its end in time; before the first run when it was made. */
  wellSince(): Instant
}

const OUTBOX: Actor = { kind: 'system', part: 'outbox' }
const PAGE = 500
/** Suspects that are looked at under one lock each, but in one transaction: after a restart there may be many whose time has passed. */
const TOGETHER = 50
/** Longer than any wake or send waits that somebody takes up at all. */
const OVERDUE_MS = 120_000
/** An audit that does not come to its end is none: the watchdog is to notice. */
const AUDIT_MS_MAX = 30_000
/** So far back the first audit of a process looks for times of criteria that passed without anybody asking. */
const FIRST_LOOK_MS = DAY
/** Audits overlap by so much, whatever clocks of nodes differ. */
const OVERLAP_MS = 60_000

export function createPagingAuditor(
  deps: EngineDeps,
  told: (audit: PagingAudit) => void,
  /** Writes down what was found. */
  keep: (audit: PagingAudit, at: Instant) => Promise<void>,
): PagingAuditor {
  let wellSince = deps.clock.now()
  let askedSince = (wellSince - FIRST_LOOK_MS) as Instant
  return {
    wellSince: () => wellSince,
    async run(stopping) {
      const begunAt = deps.clock.now()
      const audit = await auditPaging(deps, stopping, askedSince)
      told(audit)
      await keep(audit, deps.clock.now())
      const found = Object.values(audit.findings).some((count) => count > 0)
      if (found) deps.log.error({ ...audit.findings }, 'the auditor found pages that would not have gone out')
      if (audit.isWhole) {
        wellSince = deps.clock.now()
        askedSince = (begunAt - OVERLAP_MS) as Instant
      } else deps.log.error({ tookMs: audit.tookMs }, 'the auditor did not come to its end in time')
    },
  }
}

/** @param askedSince times of criteria that passed since then are looked at again */
export async function auditPaging(
  deps: EngineDeps,
  stopping: AbortSignal,
  askedSince: Instant = (deps.clock.now() - FIRST_LOOK_MS) as Instant,
): Promise<PagingAudit> {
  const begunAt = deps.clock.now()
  const findings = Object.fromEntries(FINDINGS.map((finding) => [finding, 0])) as Record<Finding, number>
  const { store } = deps
  const overdue = await store.transaction((tx) => tx.countOverdue((begunAt - OVERDUE_MS) as Instant))
  findings.overdue_wake = overdue.wakes
  findings.overdue_page = overdue.pages
  const incidents = new Map<Finding, IncidentId[]>()
  const isLate = (): boolean => stopping.aborted || deps.clock.now() - begunAt > AUDIT_MS_MAX
  let isWhole = true
  for (let after: string | null = ''; after !== null; ) {
    if (isLate()) {
      isWhole = false
      break
    }
    const ask: SuspectsAsk = { after, limit: PAGE, now: deps.clock.now(), askedSince }
    const { ids, next }: Suspects = await store.transaction((tx) => tx.findSuspects(ask))
    for (let place = 0; place < ids.length && isWhole; place += TOGETHER) {
      if (isLate()) isWhole = false
      else {
        const { lost, isSound } = await repairAll(deps, ids.slice(place, place + TOGETHER), askedSince)
        for (const [id, each] of lost)
          for (const finding of count(findings, each)) incidents.set(finding, [...(incidents.get(finding) ?? []), id])
        if (!isSound) isWhole = false
      }
    }
    after = next
  }
  return { findings, incidents, isWhole, tookMs: deps.clock.now() - begunAt }
}

/** Adds what one incident lacked, and names it. */
function count(findings: Record<Finding, number>, { unrecorded, ...lost }: Found): Finding[] {
  const counts: [Finding, number][] = [
    ['lost_escalation', lost.escalation ? 1 : 0],
    ['lost_wake', (lost.next || lost.hold ? 1 : 0) + (lost.rules?.length ?? 0)],
    ['lost_page', lost.pages?.length ?? 0],
    ['unrecorded_page', unrecorded],
    ['lost_acknowledgement_end', lost.ack ? 1 : 0],
    ['lost_criterion', lost.criteria?.length ?? 0],
  ]
  for (const [finding, found] of counts) findings[finding] += found
  return counts.flatMap(([finding, found]) => (found > 0 ? [finding] : []))
}

/** What one incident lacked; `unrecorded`: pages that had ended, and of which it had not heard. */
type Found = LostPaging & { unrecorded: number }

interface Repaired {
  lost: (readonly [IncidentId, Found])[]
  /** False: one of them could not be looked at. */
  isSound: boolean
}

/** Several in one transaction. One that cannot be repaired holds up no other: it is tried alone, and named. */
async function repairAll(deps: EngineDeps, ids: readonly IncidentId[], askedSince: Instant): Promise<Repaired> {
  try {
    return { lost: await repair(deps, ids, askedSince), isSound: true }
  } catch (error) {
    // A database that is away is away for all of them: the audit ends, and is none.
    if (!isOfContent(error) && (ids.length === 1 || !(error instanceof StoreConflict))) throw error
    if (ids.length === 1) {
      deps.log.error({ incident: ids[0], error: String(error) }, 'the auditor could not look at an incident')
      return { lost: [], isSound: false }
    }
    const alone: Repaired[] = []
    for (const id of ids) alone.push(await repairAll(deps, [id], askedSince))
    return { lost: alone.flatMap(({ lost }) => lost), isSound: alone.every(({ isSound }) => isSound) }
  }
}

/** Looked at again under the lock of the incident: whoever changes it writes its wakes and sends in the same transaction. */
function repair(deps: EngineDeps, ids: readonly IncidentId[], askedSince: Instant): Promise<Repaired['lost']> {
  return transact(deps, async (unit) => {
    await unit.load([...ids])
    const found: [IncidentId, Lack][] = []
    for (const id of ids) {
      const state = unit.state(id)
      if (state) found.push([id, await findLack(unit, state, askedSince)])
    }
    return found.flatMap(([id, { lost, ended }]) => {
      const unrecorded = ended.filter((send) => recordEnd(unit, id, send)).length
      const repaired = Object.keys(lost).length > 0 ? repairIncident(unit, id, lost) : undefined
      return repaired || unrecorded > 0 ? [[id, { ...repaired, unrecorded }] as const] : []
    })
  })
}

function repairIncident(unit: UnitOfWork, id: IncidentId, lost: LostPaging): LostPaging | undefined {
  const outcome = unit.run(id, { type: 'RepairPaging', lost }, { kind: 'system', part: 'escalation' })
  if ('rejected' in outcome) return undefined
  return outcome.facts.find((fact) => fact.type === 'PagingRepaired')?.lost
}

/** What its provider said of it was lost with the fact; whether it was taken is known. */
function recordEnd(unit: UnitOfWork, id: IncidentId, { key, attempts, isHandedOver }: EndedSend): boolean {
  const cause = 'How it ended could not be written down at the time.'
  const result: PageAttemptResult = isHandedOver
    ? { outcome: 'handed_over' }
    : { outcome: 'gave_up', code: 'provider_error', cause }
  const page = key as PageId
  const outcome = unit.run(id, { type: 'RecordAttempt', page, attempt: attempts, result }, OUTBOX)
  return !('rejected' in outcome)
}

/** What an incident waits for in vain. */
interface Lack {
  lost: LostPaging
  ended: EndedSend[]
}

async function findLack(unit: UnitOfWork, state: IncidentState, askedSince: Instant): Promise<Lack> {
  const head = headOf(state)
  const { escalation, hold } = state.response
  const awaited = listAwaited(state.response, head, unit.at, askedSince)
  const keysOf = (kind: 'wake' | 'send') => awaited.filter((each) => each.kind === kind).map(({ key }) => key)
  const there = await unit.tx.listPresent(keysOf('wake'), keysOf('send'))
  const missing = awaited.filter(({ key }) => !there.has(key))
  const ended = await unit.tx.listEnded(missing.flatMap(({ kind, key }) => (kind === 'send' ? [key] : [])))
  if (head.status === 'open' && !escalation?.next && !hold) return { lost: { escalation: true }, ended }
  const isEnded = new Set(ended.map(({ key }) => key))
  return { lost: addUp(missing.filter(({ key }) => !isEnded.has(key)).map(({ lost }) => lost)), ended }
}
