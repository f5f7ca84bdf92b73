/** What the event rules make of one alert, rule by rule, and what would become of it: nothing is kept and nobody is paged. */
import { compileRule } from '@tocsin/adapters/rules/compile-rule.ts'
import { type Explanation, explainCondition } from '@tocsin/adapters/rules/explain-rule.ts'
import { type Placement, placeAlert, type Silence } from '@tocsin/core/detect/placement.ts'
import { type RoutedAlert, type RuleStep, routeAlert } from '@tocsin/core/detect/rules/route-alert.ts'
import type { RuledSignal, RuleSubject, RuleVerdict } from '@tocsin/core/detect/rules/rule-subject.ts'
import { run } from '@tocsin/core/incident.ts'
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory, EventRule, Source } from '@tocsin/core/people/directory.ts'
import { openCommand } from '../join-groups.ts'
import { refOf } from '../plan-places.ts'

export interface RuleTestInput {
  signal: RuledSignal
  source: Source
  /** With the rules that are tried. */
  directory: Directory
  silences: readonly Silence[]
  at: Instant
}

/** `not_asked`: it is not active, or one before it ended the matter. */
export type RuleOutcome = 'met' | 'not_met' | 'failed' | 'not_asked'

export interface RuleTrial extends Explanation {
  rule: EventRule
  outcome: RuleOutcome
  step?: RuleStep
}

export interface RuleTestResult {
  trials: RuleTrial[]
  routed: RoutedAlert
  placement: Placement
  /** The incident that it would open, were none of its group open; absent when it would open none. */
  opened?: { state: IncidentState; facts: readonly Fact[] }
}

export function testRules({ signal, source, directory, silences, at }: RuleTestInput): RuleTestResult {
  const asked = new Map<string, { subject: RuleSubject; verdict: RuleVerdict }>()
  const rules = directory.eventRules
    .filter((rule) => rule.isActive)
    .map((rule) => {
      const { compiled } = compileRule(rule)
      return {
        ...compiled,
        test(subject: RuleSubject) {
          const verdict = compiled.test(subject)
          asked.set(rule.id, { subject, verdict })
          return verdict
        },
      }
    })
  const routed = routeAlert({ signal, source, directory, rules })
  const stepOf = new Map(routed.steps.map((step) => [step.rule as string, step]))
  const trials = directory.eventRules.map((rule) => tryRule(rule, asked.get(rule.id), stepOf.get(rule.id)))
  const placement = placeAlert({ signal, source, directory, rules, silences, at })
  return { trials, routed, placement, ...open({ signal, source, directory, placement, at }) }
}

function tryRule(
  rule: EventRule,
  asked: { subject: RuleSubject; verdict: RuleVerdict } | undefined,
  step: RuleStep | undefined,
): RuleTrial {
  if (!asked) return { rule, outcome: 'not_asked', clauses: [], values: [] }
  const { subject, verdict } = asked
  const isFailed = typeof verdict === 'object' || step?.problem !== undefined
  return {
    rule,
    outcome: isFailed ? 'failed' : verdict ? 'met' : 'not_met',
    ...explainCondition(rule.condition, rule.zone, subject),
    ...(step && { step }),
  }
}

function open({
  signal,
  source,
  directory,
  placement,
  at,
}: Pick<RuleTestInput, 'signal' | 'source' | 'directory' | 'at'> & { placement: Placement }): Pick<
  RuleTestResult,
  'opened'
> {
  if (placement.kind === 'muted') return {}
  const { key, labels, severity, title, receivedAt } = signal
  const alert = {
    ...{ alert: 'test' as AlertId, source: source.id, key, state: 'firing' as const, episode: 1, title, severity },
    ...{ labels, startedAt: receivedAt, receivedAt, placement: null },
  }
  const id = 'INC-0000-000000' as IncidentId
  const command = openCommand(id, placement.groupKey, source, [refOf(alert, placement)], {
    kind: 'open',
    because: 'new_group',
  })
  const outcome = run(null, command, { at, actor: { kind: 'source', id: source.id }, directory })
  assert(!('rejected' in outcome), 'a new incident is not refused')
  return { opened: outcome }
}
