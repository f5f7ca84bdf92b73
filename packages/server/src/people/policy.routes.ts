import { LEVELS, PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { criteriaSchema } from './criterion-input.ts'
import { hoursSchema } from './hours-field.ts'
import { checkPolicy, type PolicyRow, policyInput, policyKind, policyRow } from './policy-configuration.ts'

const targetSchema = z.object({
  schedule: z.string().optional(),
  and_next: z.boolean().optional().describe('Whoever is next on call is paged too.'),
  user: z.string().optional(),
  team: z.string().optional(),
  policy: z.string().optional().describe('Its steps take the place of this one.'),
  vendor: z.string().optional(),
  channel: z.object({ name: z.string(), to: z.string() }).optional(),
})

const conditionSchema = z.object({
  priority: z.array(z.enum(PRIORITIES)).optional(),
  service: z.array(z.string()).optional(),
  hours: z.object({ zone: z.string(), within: hoursSchema.optional(), outside: hoursSchema.optional() }).optional(),
  when: z.string().optional().describe('An expression that is true or false of the incident.'),
})

const stepSchema = z.object({
  after: z.string(),
  page: z.array(targetSchema),
  level: z.enum(LEVELS).optional().describe('By its place when it is left out.'),
  only: conditionSchema.optional().describe('The step is left out when this does not hold.'),
  round_robin: z.boolean().optional().describe('The targets take turns.'),
  acknowledgements: z.int().optional().describe('How many people have to acknowledge.'),
  people: z
    .enum(['at_work', 'off_work'])
    .optional()
    .describe('Pages only those for whom it is, or is not, working time.'),
})

export function policyRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<PolicyRow, typeof policyInput>(deps, {
    ...{ kind: policyKind, noun: 'policy', plural: 'policies', write: 'configuration.write' as const },
    input: policyInput,
    shape: {
      id: z.string(),
      name: z.string(),
      repeat: z.int().describe('Further passes while nobody acknowledges.'),
      repeat_after: z.string().describe('Before each further pass, e.g. `5m`.'),
      steps: z.array(stepSchema),
      criteria: criteriaSchema.optional(),
      ack_timeout: z.string().optional().describe('After which an acknowledged incident is paged anew.'),
      low_urgency: z
        .enum(['page', 'hold'])
        .optional()
        .describe('`hold`: waits for the working hours of those it pages.'),
    },
    check: checkPolicy,
    row: (input, existing, { references }) => policyRow(input, existing, references),
  })
}
