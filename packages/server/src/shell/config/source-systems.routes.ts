import { SOURCE_SYSTEMS, settingsOfSystem } from '@tocsin/adapters/in/registry.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../http/api.ts'

const optionSchema = z.object({
  name: z.string(),
  kind: z.enum(['text', 'list', 'switch', 'choice']),
  choices: z.array(z.string()).describe('Of a choice.'),
})

const systemSchema = z
  .object({
    system: z.string(),
    takes_secret: z.boolean().describe('Whether a secret of the source is checked.'),
    options: z.array(optionSchema).describe('What `options` of a source may hold.'),
  })
  .meta({ id: 'SourceSystem' })

/** What sources may be, and what may be set of each. */
export function sourceSystemsRoute(): ApiRoute {
  return defineRoute({
    id: 'listSourceSystems',
    tag: 'sources',
    summary: 'List the systems that a source may be of, and their settings',
    method: 'GET',
    path: '/source-systems',
    permission: 'configuration.read',
    success: z.object({ items: z.array(systemSchema), next: z.null() }),
    async handle() {
      return { items: SOURCE_SYSTEMS.map(describeSystem), next: null }
    },
  })
}

function describeSystem(system: string): z.output<typeof systemSchema> {
  const settings = settingsOfSystem(system)
  const shape = Object.entries(settings?.options.shape ?? {})
  return {
    system,
    takes_secret: settings?.takesSecret ?? false,
    options: shape.map(([name, schema]) => ({ name, ...kindOf(schema) })),
  }
}

function kindOf(schema: unknown): Pick<z.output<typeof optionSchema>, 'kind' | 'choices'> {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (inner instanceof z.ZodEnum) return { kind: 'choice', choices: inner.options.map(String) }
  if (inner instanceof z.ZodBoolean) return { kind: 'switch', choices: [] }
  return { kind: inner instanceof z.ZodArray ? 'list' : 'text', choices: [] }
}
