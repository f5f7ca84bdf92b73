/**
 * Criteria on trial: what they would have made of an incident that was, or is. Its facts are folded once more, and the criteria are
 * asked when they would have been: after the facts that they may read, when their times come, and when an expected end passes. What
 * criteria really did to it counts for nothing, so that it can be told what others would have done.
 */
import { evolve } from './incident.ts'
import { headOf } from './incident-head.ts'
import type { IncidentState } from './incident-state.ts'
import type { Instant } from './kernel/brand.ts'
import type { Context } from './kernel/decision.ts'
import type { Fact, FactType } from './kernel/fact.ts'
import { after } from './kernel/instant.ts'
import type { Level } from './kernel/scales.ts'
import type { Directory } from './people/directory.ts'
import type { Criterion } from './people/policy.ts'
import { subjectOf } from './respond/condition.ts'
import { answerCriterion, TELLING } from './respond/criteria.ts'
import { calcNextChange } from './respond/criteria-clock.ts'
import { isHigher } from './respond/ladder.ts'
import { mayGoUp } from './respond/open-criteria.ts'
import { isRelapse } from './respond/response.ts'
import type { ResponseState } from './respond/response-state.ts'

/** What made somebody ask: a fact, a time that had come, or an expected end that passed. */
export type TrialTrigger = FactType | 'time' | 'expected'

export interface CriterionTrial {
  id: string
  /** `not_asked`: its time has not come, or came when the incident was over or put off. */
  outcome: 'met' | 'not_met' | 'not_asked'
  /** When it came true, else when it was asked last. */
  at: Instant | null
  trigger: TrialTrigger | null
  /** What it read then, by name. */
  evidence: Record<string, string>
  /** The level that it would have taken the incident to; null when it was there, or above, already. */
  raisesTo: Level | null
  /** Why it could not be evaluated when it was asked last. */
  problem?: string
  /** When a criterion of this id really came true. */
  reallyAt: Instant | null
}

type Watch = NonNullable<ResponseState['watch']>

interface Trying {
  ask: Context['ask']
  directory: Directory
  criteria: readonly Criterion[]
  trials: Map<string, CriterionTrial>
  watch: Watch | undefined
  level: Level
  lookedUpTo: Instant
}

/** `facts` of one incident, the oldest first; `until` is now: an open incident goes on until then. */
export function tryCriteria(
  facts: readonly Fact[],
  criteria: readonly Criterion[],
  { directory, ask }: Pick<Context, 'directory' | 'ask'>,
  until: Instant,
): CriterionTrial[] {
  const trying: Trying = {
    ...{ ask, directory, criteria, watch: undefined, level: 'L1' },
    lookedUpTo: facts[0]?.at ?? until,
    trials: new Map(criteria.map(({ id }) => [id, untried(id, facts)])),
  }
  let state: IncidentState | null = null
  for (const group of groupsOf(facts)) {
    const [first] = group
    if (!first) continue
    if (state) passTime(trying, state, first.at)
    for (const fact of group) {
      state = evolve(state, fact)
      follow(trying, state, fact)
    }
    const types = new Set(group.map(({ type }) => type))
    const telling = TELLING.find((type) => types.has(type))
    if (state && telling) askAll(trying, state, first.at, types.has('IncidentOpened') ? 'IncidentOpened' : telling)
  }
  if (state) passTime(trying, state, until)
  return criteria.flatMap(({ id }) => trying.trials.get(id) ?? [])
}

function untried(id: string, facts: readonly Fact[]): CriterionTrial {
  const really = facts.find((fact) => fact.type === 'CriterionMet' && fact.criterion === id)
  return {
    ...{ id, outcome: 'not_asked', at: null, trigger: null, evidence: {}, raisesTo: null },
    reallyAt: really?.at ?? null,
  }
}

/** What one command brought about stands under one instant, and is looked at when all of it is there. */
function groupsOf(facts: readonly Fact[]): Fact[][] {
  const groups: Fact[][] = []
  for (const fact of facts) {
    const last = groups.at(-1)
    if (last?.[0]?.at === fact.at) last.push(fact)
    else groups.push([fact])
  }
  return groups
}

function follow(trying: Trying, state: IncidentState, fact: Fact): void {
  if (fact.type === 'EscalationStarted' && !trying.watch)
    trying.watch = { since: fact.at, extent: headOf(state).extent, met: [] }
  if (fact.type === 'IncidentReopened' && !isRelapse(fact)) trying.watch = undefined
  const isOwnRise = fact.type === 'LevelReached' && fact.because !== 'criterion_met'
  if (isOwnRise && isHigher(fact.level, trying.level)) trying.level = fact.level
}

/** The times that come while nothing else happens; the wake of an instant comes before what else is done at it. */
function passTime(trying: Trying, state: IncidentState, upTo: Instant): void {
  const { watch, criteria, lookedUpTo } = trying
  if (!watch) {
    trying.lookedUpTo = upTo
    return
  }
  const expected = state.response.progress?.expectedAt
  const times: { at: Instant; trigger: TrialTrigger }[] = criteria.flatMap(({ afterMs }) =>
    afterMs === undefined ? [] : [{ at: after(watch.since, afterMs), trigger: 'time' as const }],
  )
  if (expected !== undefined) times.push({ at: expected, trigger: 'expected' })
  times.push(...listChanges(trying, watch, expected, upTo))
  for (const { at, trigger } of times.sort((one, other) => one.at - other.at))
    if (at > lookedUpTo && at <= upTo) askAll(trying, state, at, trigger)
  trying.lookedUpTo = upTo
}

/** Of an incident that was open for so long nothing more is learned by asking each minute. */
const CHANGES_MAX = 3 * 24 * 60

/** When what they read changed by itself since it was looked at last. */
function listChanges(
  { criteria, trials, lookedUpTo }: Trying,
  { since }: Watch,
  expectedAt: Instant | undefined,
  upTo: Instant,
): { at: Instant; trigger: TrialTrigger }[] {
  const open = criteria.filter(({ id }) => trials.get(id)?.outcome !== 'met')
  const times: { at: Instant; trigger: TrialTrigger }[] = []
  for (let at = calcNextChange(open, { since, expectedAt }, lookedUpTo); at !== undefined && at <= upTo; ) {
    times.push({ at, trigger: 'time' })
    if (times.length === CHANGES_MAX) break
    at = calcNextChange(open, { since, expectedAt }, at)
  }
  return times
}

function askAll(trying: Trying, state: IncidentState, at: Instant, trigger: TrialTrigger): void {
  const { watch, level, ask, directory, trials } = trying
  const head = headOf(state)
  if (!watch || !mayGoUp(state.response, head)) return
  const context: Context = { at, directory, actor: { kind: 'system', part: 'timer' }, ...(ask && { ask }) }
  const subject = subjectOf({ ...state.response, watch, level }, head, context)
  for (const criterion of trying.criteria) {
    const trial = trials.get(criterion.id)
    if (!trial || trial.outcome === 'met') continue
    const asked = answerCriterion(criterion, watch.since, subject, context)
    if (!asked) continue
    const { answer, evidence } = asked
    const raisesTo = answer === true && isHigher(criterion.to, level) ? criterion.to : null
    trials.set(criterion.id, {
      ...{ id: criterion.id, outcome: answer === true ? 'met' : 'not_met', reallyAt: trial.reallyAt },
      ...{ at, trigger, evidence, raisesTo },
      ...(typeof answer === 'object' && { problem: answer.problem }),
    })
    if (raisesTo && isHigher(raisesTo, trying.level)) trying.level = raisesTo
  }
}
