/**
 * Silences: while one is active, a firing alert that it matches opens no incident. What is in an incident already stays there.
 * When a silence ends, early or not, alerts that it muted and that still fire are looked at again. Who did what to a silence is kept in
 * the same transaction.
 */
import { formatMatcher, isSameMatcher, type Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { SilenceAct, SilenceRow } from '../shell/store/silence-row.ts'

export interface SilenceRequest {
  /** The silence to change; absent for a new one. */
  id?: string
  matchers: Matcher[]
  startsAt: Instant
  endsAt: Instant
  createdBy: string
  comment: string
  annotations: Record<string, string>
}

/**
 * Writes a silence with Alertmanager's rules (`silence/silence.go`): one that is changed keeps its id only while what it did so
 * far stays true; else it ends and a new one begins. Null when `id` names no silence.
 */
export function writeSilence(deps: EngineDeps, request: SilenceRequest, actor: Actor): Promise<{ id: string } | null> {
  return transact(deps, async (unit) => {
    const known = await findKnown(unit, request.id)
    if (request.id !== undefined && !known) return null
    if (known && canChangeInPlace(known, request, unit.at)) {
      await save(
        unit,
        { ...changesOf(request), id: known.id, updatedAt: unit.at },
        { act: 'changed', actor, before: known },
      )
      if (request.endsAt < known.endsAt) await lookAgain(unit, known)
      return { id: known.id }
    }
    if (known) await end(unit, known, actor)
    const id = deps.ids.next()
    const startsAt = Math.max(request.startsAt, unit.at) as Instant
    const row = { ...changesOf(request), id, startsAt, updatedAt: unit.at }
    await save(unit, row, { act: 'created', actor, before: null })
    return { id }
  })
}

/** Ends a silence now. False when there is none of that id. */
export function expireSilence(deps: EngineDeps, id: string, actor: Actor): Promise<boolean> {
  return transact(deps, async (unit) => {
    const known = await findKnown(unit, id)
    if (known) await end(unit, known, actor)
    return known !== null
  })
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** No silence has an id of another form, and the database would refuse to look for one. */
async function findKnown(unit: UnitOfWork, id: string | undefined): Promise<SilenceRow | null> {
  return id !== undefined && UUID.test(id) ? unit.tx.findSilence(id) : null
}

function canChangeInPlace(known: SilenceRow, wanted: SilenceRequest, at: Instant): boolean {
  if (known.endsAt <= at || known.matchers.length !== wanted.matchers.length) return false
  const isSame = known.matchers.every((matcher, index) => isSameAt(wanted.matchers, matcher, index))
  if (!isSame) return false
  return known.startsAt <= at ? Math.abs(known.startsAt - wanted.startsAt) < SECOND : wanted.startsAt >= at
}

function isSameAt(wanted: readonly Matcher[], matcher: Matcher, index: number): boolean {
  const other = wanted[index]
  return other !== undefined && isSameMatcher(matcher, other)
}

function changesOf({ id: _, ...request }: SilenceRequest): Omit<SilenceRow, 'id' | 'updatedAt'> {
  return request
}

async function save(
  unit: UnitOfWork,
  row: SilenceRow,
  { act, actor, before }: { act: SilenceAct; actor: Actor; before: SilenceRow | null },
): Promise<void> {
  await unit.tx.saveSilence(row)
  const [said, says] = [before && describeSilence(before), describeSilence(row)]
  if (JSON.stringify(said) === JSON.stringify(says)) return
  await unit.tx.insertSilenceChange({ silence: row.id, at: unit.at, act, actor, before: said, after: says })
}

/** What a silence says, as its history shows it. */
function describeSilence({ matchers, startsAt, endsAt, createdBy, comment }: SilenceRow): Record<string, unknown> {
  return {
    matchers: matchers.map(formatMatcher),
    starts_at: formatInstant(startsAt),
    ends_at: formatInstant(endsAt),
    comment,
    created_by: createdBy,
  }
}

async function end(unit: UnitOfWork, known: SilenceRow, actor: Actor): Promise<void> {
  if (known.endsAt <= unit.at) return
  const startsAt = Math.min(known.startsAt, unit.at) as Instant
  await save(unit, { ...known, startsAt, endsAt: unit.at, updatedAt: unit.at }, { act: 'ended', actor, before: known })
  await lookAgain(unit, known)
}

/**
 * At once, also when it ends later: each alert has an instant of its own at which it is over unless repeated, and only a look at
 * the alert can tell which comes first. What was muted for longer than it is now finds that at the look that is set already.
 */
async function lookAgain(unit: UnitOfWork, silence: SilenceRow): Promise<void> {
  await unit.tx.recheckMutedBy(silence.id, unit.at)
  unit.nudgeAfterCommit('checks')
}
