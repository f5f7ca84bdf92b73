/** Reacting: what the steps want to happen because of what was decided. */

import { isWider, widestScope } from './classify/classification.ts'
import { headOf } from './incident-head.ts'
import type { IncidentCommand, IncidentState } from './incident-state.ts'
import type { DurationMs } from './kernel/brand.ts'
import type { Context, Effect } from './kernel/decision.ts'
import type { AlertRef, Fact } from './kernel/fact.ts'
import type { Directory } from './people/directory.ts'
import { callOffResolution, reactResolution } from './resolve/resolution.ts'
import { shouldAskCriteria } from './respond/criteria.ts'
import { callOffResponse, reactResponse } from './respond/reaction.ts'
import { NO_RESPONSE } from './respond/response.ts'
import { reactRoom } from './respond/room.ts'

/** What a decision calls off comes before what its facts ask for: of two words on one key the shell heeds the last. */
export function reactAll(
  before: IncidentState | null,
  after: IncidentState,
  facts: Fact[],
  context: Context,
): Effect<IncidentCommand>[] {
  const head = headOf(after)
  const calledOff: Effect<IncidentCommand>[] = before
    ? [
        ...callOffResponse(before.response, after.response, head, facts),
        ...callOffResolution(before.resolution, after.resolution, head),
      ]
    : []
  const asked: Effect<IncidentCommand>[] = shouldAskCriteria(after.response, facts)
    ? [{ kind: 'command', part: 'escalation', command: { type: 'AskCriteria' } }]
    : []
  return [...calledOff, ...facts.flatMap((fact) => react(before, after, fact, context)), ...asked]
}

/** Of a source that is gone: once all that it told is over nobody would say anything more. */
const WITHOUT_SOURCE = { resolvesWhenClear: true, quietMs: 0 as DurationMs }

/** What each step wants to happen because of one fact. `before` is the state ahead of the decision that the fact belongs to. */
export function react(
  before: IncidentState | null,
  after: IncidentState,
  fact: Fact,
  { directory }: Context,
): Effect<IncidentCommand>[] {
  const head = headOf(after)
  const source = after.record.source && directory.sources.get(after.record.source)
  const resolvesWhenClear = source?.resolvesWhenClear === true || after.response.isKeptUntilClear === true
  const recovery = source
    ? { resolvesWhenClear, quietMs: source.quietPeriodMs }
    : after.record.source
      ? WITHOUT_SOURCE
      : null
  const effects: Effect<IncidentCommand>[] = [
    // Ahead of the pages, which tell the link.
    ...reactRoom(after.room, head, fact, directory),
    ...reactResponse({
      before: before?.response ?? NO_RESPONSE,
      after: after.response,
      headBefore: before ? headOf(before) : head,
      head,
      fact,
      serviceNames: after.record.services.map((id) => directory.services.get(id)?.name ?? id),
      actorName: actorName(fact, directory),
      isActive: (user) => directory.users.get(user)?.isActive === true,
    }),
    ...reactResolution({ head, fact, recovery }),
  ]
  if (before && fact.type === 'AlertsAttached') {
    const { alerts } = fact
    effects.push({ kind: 'command', part: 'matcher', command: { type: 'ReassessSeverity', alerts } })
    effects.push(...askOfRules(after, alerts))
  }
  if (fact.type === 'IncidentAbsorbed') {
    const { severity, scope } = fact
    effects.push({ kind: 'command', part: 'matcher', command: { type: 'ReassessImpact', severity, scope } })
  }
  if (before && (fact.type === 'SeverityAssessed' || fact.type === 'ScopeAssessed')) {
    const { scope, severity } = after.classification
    effects.push({ kind: 'command', part: 'matcher', command: { type: 'AssessPriority', scope, severity } })
  }
  return effects
}

/** What event rules say of alerts that joined; nothing where they say nothing, so that most incidents never hear of it. */
function askOfRules({ priority, classification }: IncidentState, alerts: AlertRef[]): Effect<IncidentCommand>[] {
  const commands: IncidentCommand[] = []
  if (priority.ruleUrgency !== undefined || alerts.some((alert) => alert.urgency))
    commands.push({ type: 'ReassessUrgency', alerts })
  const category = alerts.find((alert) => alert.category)?.category
  if (category && classification.category.length === 0)
    commands.push({ type: 'Classify', category, because: 'set_by_rule' })
  const scope = widestScope(alerts)
  if (scope && !classification.isScopeSetByHand && isWider(scope, classification.scope))
    commands.push({ type: 'Classify', scope, because: 'set_by_rule' })
  return commands.map((command) => ({ kind: 'command', part: 'matcher', command }))
}

/** Who is named in messages: the person for whom it was done, else who did it; nobody for Tocsin itself. */
export function actorName(fact: Fact, { users, sources }: Directory): string {
  const { actor } = fact
  if ('by' in fact && fact.by) return users.get(fact.by)?.name ?? fact.by
  if (actor.kind === 'user') return users.get(actor.id)?.name ?? actor.id
  if (actor.kind === 'source') return sources.get(actor.id)?.name ?? actor.id
  return actor.kind === 'key' ? actor.name : ''
}
