/** Event rules as they would be after a change that nobody has saved. */
import { compileRule } from '@tocsin/adapters/rules/compile-rule.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Directory, EventRule } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { type EventRuleInput, eventRuleInput, ruleOfInput } from '../../shell/config/event-rule-configuration.ts'
import { textSchema } from '../../shell/http/text-schema.ts'

const idSchema = textSchema(100)

export const ruleChangesSchema = z
  .strictObject({
    put: z
      .array(eventRuleInput)
      .max(LIMITS.eventRulesMax)
      .default([])
      .describe('Rules in place of those of the same id; others come last.'),
    drop: z.array(idSchema).max(LIMITS.eventRulesMax).default([]).describe('Ids of rules that would be gone.'),
    order: z
      .array(idSchema)
      .max(LIMITS.eventRulesMax)
      .optional()
      .describe('Ids in the order in which they would be asked; what is left out follows as it was.'),
  })
  .meta({ id: 'EventRuleChanges' })
export type RuleChanges = z.output<typeof ruleChangesSchema>

export function changeRules(rules: readonly EventRule[], { put, drop, order }: RuleChanges): EventRule[] {
  const changed = new Map(rules.map((rule) => [rule.id as string, rule]))
  for (const input of put) changed.set(input.id, ruleOfInput(input))
  for (const id of drop) changed.delete(id)
  const all = [...changed.values()]
  if (!order) return all
  const rankOf = new Map(order.map((id, index) => [id, index]))
  const rank = (rule: EventRule): number => rankOf.get(rule.id) ?? order.length
  return all.sort((a, b) => rank(a) - rank(b))
}

export const ruleErrorSchema = z
  .object({
    rule: z.string(),
    path: z.string().describe('The field of the rule, such as `when` or `do.labels.team`.'),
    message: z.string(),
    position: z.int().nullable().describe('In the text, counted in characters from 0.'),
    line: z.int().nullable(),
    column: z.int().nullable(),
  })
  .meta({ id: 'EventRuleError' })
export type RuleErrorView = z.output<typeof ruleErrorSchema>

/** What is wrong with the rules of a change, with places for an editor. */
export function listRuleErrors(inputs: readonly EventRuleInput[], { services, teams }: Directory): RuleErrorView[] {
  return inputs.flatMap((input) => {
    const nowhere = { rule: input.id, position: null, line: null, column: null }
    const { service, team } = input.do
    const isKnown = (things: ReadonlyMap<string, unknown>, id: string | undefined) => id === undefined || things.has(id)
    return [
      ...(isKnown(services, service)
        ? []
        : [{ ...nowhere, path: 'do.service', message: `there is no service "${service}"` }]),
      ...(isKnown(teams, team) ? [] : [{ ...nowhere, path: 'do.team', message: `there is no team "${team}"` }]),
      ...compileRule(ruleOfInput(input)).errors.map(({ path, ...error }) => ({
        ...{ rule: input.id, path: path.join('.') },
        ...error,
      })),
    ]
  })
}
