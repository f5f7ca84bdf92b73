import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { checkPolicy, type PolicyRow, policyInput, policyKind, policyRow } from './policy-configuration.ts'

const targetSchema = z.object({
  schedule: z.string().optional(),
  user: z.string().optional(),
  team: z.string().optional(),
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
      steps: z.array(z.object({ after: z.string(), page: z.array(targetSchema) })),
    },
    check: checkPolicy,
    row: (input, existing, { references }) => policyRow(input, existing, references),
  })
}
