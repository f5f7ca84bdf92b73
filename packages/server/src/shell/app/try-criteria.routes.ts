/** Criteria on trial: whether they can be evaluated, and what they would have made of an incident that is stored. Nothing is written. */
import { askCondition, compileCondition } from '@tocsin/adapters/rules/incident-condition.ts'
import { type CriterionTrial, tryCriteria } from '@tocsin/core/incident-trial.ts'
import { LEVELS } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { criteriaInput, criteriaOf } from '../../people/criterion-input.ts'
import { findIncident, listFactsUntil } from '../../record/incident.queries.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { textSchema } from '../http/text-schema.ts'
import type { EscalationDeps } from './escalation.routes.ts'

const trialSchema = z.object({
  id: z.string(),
  name: z.string(),
  to: z.enum(LEVELS),
  problem: z.string().nullable().describe('Why the expression cannot be evaluated. Such a criterion never comes true.'),
  outcome: z
    .enum(['met', 'not_met', 'not_asked'])
    .nullable()
    .describe(
      '`not_asked`: its time has not come, or came when the incident was over or put off. Null without an incident.',
    ),
  at: instantSchema.nullable().describe('When it would have come true, else when it would have been asked last.'),
  trigger: z.string().nullable().describe('The type of the fact after which it was asked, `time` or `expected`.'),
  evidence: z.record(z.string(), z.string()).describe('What the expression read then, by name.'),
  raises_to: z.enum(LEVELS).nullable().describe('Null when the incident was at that level, or above it, already.'),
  really_at: instantSchema.nullable().describe('When a criterion of this id really came true.'),
})

const criteriaTrialSchema = z
  .object({
    incident: z.object({ id: z.string(), title: z.string(), opened_at: instantSchema }).nullable(),
    items: z.array(trialSchema),
  })
  .meta({ id: 'CriteriaTrial' })

export function tryCriteriaRoute({ db, engine }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'tryCriteria',
    tag: 'policies',
    summary: 'What criteria of the ladder would have made of an incident',
    description:
      'The facts of the incident are gone through once more with these criteria instead of those that it had. Nothing is written and nobody is paged. Without an incident the expressions are checked alone.',
    method: 'POST',
    path: '/escalation/criteria/try',
    permission: 'incident.read',
    body: z.strictObject({ criteria: criteriaInput, incident: textSchema(40).optional() }),
    success: criteriaTrialSchema,
    async handle({ body, at }) {
      const criteria = criteriaOf(body.criteria)
      const incident = body.incident === undefined ? undefined : await findIncident(db, body.incident)
      if (body.incident !== undefined && !incident)
        return { rejected: { code: 'not_found', facts: { field: 'incident' } } }
      const facts = incident ? await listFactsUntil(db, incident.id, at) : []
      const known = { directory: engine.directory.latest(), ask: askCondition }
      const trials = new Map(
        incident ? tryCriteria(facts, criteria, known, at).map((trial) => [trial.id, trial] as const) : [],
      )
      const [opened] = facts
      return {
        incident: incident && opened ? { id: incident.id, title: incident.title, opened_at: opened.at } : null,
        items: criteria.map(({ id, name, to, when }) => ({
          ...{ id, name, to },
          ...presentTrial(trials.get(id)),
          problem: problemOf(when) ?? trials.get(id)?.problem ?? null,
        })),
      }
    },
  })
}

function problemOf(when: string): string | undefined {
  if (when.trim() === '') return undefined
  const condition = compileCondition(when)
  return 'error' in condition ? condition.error.message : undefined
}

function presentTrial(trial: CriterionTrial | undefined) {
  if (!trial) return { outcome: null, at: null, trigger: null, evidence: {}, raises_to: null, really_at: null }
  const { outcome, at, trigger, evidence, raisesTo, reallyAt } = trial
  return { outcome, at, trigger, evidence, raises_to: raisesTo, really_at: reallyAt }
}
