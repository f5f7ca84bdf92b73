import { groupKeyOf } from '@tocsin/core/detect/placement.ts'
import type { RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { type DirectoryNames, namesOf } from '../../people/directory-names.ts'
import { presentFirstPages } from '../../people/first-pages.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ApiRoute, defineRoute, demand } from '../../shell/http/api.ts'
import { listActiveSilences } from '../../shell/store/sql/silence.queries.ts'
import { changeRules, listRuleErrors } from './changed-rules.ts'
import { type RuleTestView, ruleTestBody, ruleTestSchema } from './rule-test.schema.ts'
import { findSubject } from './stored-subject.ts'
import { type RuleTestResult, type RuleTrial, testRules } from './test-rules.ts'

export interface RuleRouteDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

const SIGNALS_SHOWN_MAX = 50

export function ruleTestRoute({ db, engine }: RuleRouteDeps): ApiRoute {
  return defineRoute({
    id: 'testEventRules',
    tag: 'event-rules',
    summary: 'Show what event rules make of an alert',
    description:
      'Of one that came in (`alert` and `delivery` need the permission `alert.read` as well), or of a body (`payload` needs `configuration.write`). Nothing is kept and nobody is paged. The place is what rules and active silences say; inhibitions, maintenance and groups that are open are not looked at.',
    method: 'POST',
    path: '/event-rules/test',
    permission: 'configuration.read',
    body: ruleTestBody,
    success: ruleTestSchema,
    async handle({ body, principal, at }) {
      // What came in is shown to whoever may see alerts; a body of one's own is an attempt at the configuration.
      const isOfAlert = body.alert !== undefined || body.delivery !== undefined
      demand(principal, isOfAlert ? 'alert.read' : 'configuration.write')
      const present = engine.directory.latest()
      const { changes } = body
      const directory = changes ? { ...present, eventRules: changeRules(present.eventRules, changes) } : present
      const subject = await findSubject(db, directory, body, at)
      if (!subject) return { rejected: { code: 'not_found' } }
      const { source, signal, signals, problems } = subject
      const shown = {
        ...{ signals: signals.slice(0, SIGNALS_SHOWN_MAX), problems },
        errors: changes ? listRuleErrors(changes.put, directory) : [],
      }
      if (!signal) return { ...shown, result: null }
      const tried = { ...signal, receivedAt: body.received_at ?? signal.receivedAt }
      const silences = await listActiveSilences(db, at)
      const result = testRules({ signal: tried, source, directory, silences, at })
      return { ...shown, result: presentResult(result, tried, source, directory, at) }
    },
  })
}

function presentResult(
  { trials, routed, placement, opened }: RuleTestResult,
  signal: RuledSignal,
  source: Source,
  directory: Directory,
  at: Instant,
): NonNullable<RuleTestView['result']> {
  const names = namesOf(directory)
  const isMuted = placement.kind === 'muted'
  return {
    signal: {
      ...{ title: signal.title, severity: signal.severity, labels: signal.labels },
      source: names.source(source.id),
      received_at: signal.receivedAt,
    },
    rules: trials.map(presentTrial),
    alert: {
      title: routed.title ?? signal.title,
      ...{ severity: routed.severity, labels: routed.labels, category: routed.category ?? [] },
      ...namedOf(routed, names),
    },
    placement: {
      is_muted: isMuted,
      because: isMuted ? placement.because : null,
      rule: isMuted ? (placement.rule ?? null) : null,
      silence: isMuted ? (placement.silence ?? null) : null,
      group: isMuted ? null : groupKeyOf({ key: signal.key, labels: routed.labels }, source, routed.service),
    },
    incident: opened ? { ...priorityOf(opened), ...presentFirstPages(directory, opened, at) } : null,
  }
}

function priorityOf({ state }: NonNullable<RuleTestResult['opened']>) {
  const { priority, urgency } = state.priority
  return { priority, urgency }
}

function namedOf({ service, team }: RuleTestResult['routed'], names: DirectoryNames) {
  return { service: service ? names.service(service) : null, team: team ? names.team(team) : null }
}

function presentTrial({ rule, outcome, clauses, values, step }: RuleTrial) {
  return {
    ...{ id: rule.id as string, name: rule.name, active: rule.isActive, outcome, values },
    clauses: clauses.map(({ text, outcome: given }) => ({
      text,
      outcome: typeof given === 'boolean' ? given : null,
      problem: typeof given === 'boolean' ? null : given.problem,
    })),
    step: step ?? null,
  }
}
