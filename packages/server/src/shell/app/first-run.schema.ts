import { z } from 'zod'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'
import { filledText } from '../http/text-schema.ts'

const NAME_CHARS_MAX = 100

export const FIRST_STEPS = ['contact', 'service', 'source', 'signal'] as const

export const firstRunSchema = z
  .object({
    steps: z
      .array(z.object({ step: z.enum(FIRST_STEPS), is_done: z.boolean() }))
      .describe('In their order; done is what is there, however it came about.'),
    is_done: z.boolean(),
    is_dismissed: z.boolean(),
    contact: z
      .object({ id: z.string(), channel: z.string(), to: z.string() })
      .nullable()
      .describe('How the caller is reached: a verified contact whose channel works.'),
    service: namedSchema.nullable().describe('A service that pages somebody.'),
    source: z
      .object({ id: z.string(), name: z.string(), system: z.string(), last_signal_at: instantSchema.nullable() })
      .nullable()
      .describe('The source that was heard last; of silent ones the newest.'),
  })
  .meta({ id: 'FirstRun' })
export type FirstRunView = z.output<typeof firstRunSchema>

export const dismissBody = z.strictObject({ is_dismissed: z.boolean() })

export const firstServiceBody = z.strictObject({
  service: filledText(NAME_CHARS_MAX).meta({ examples: ['Payment API'] }),
  team: filledText(NAME_CHARS_MAX)
    .describe('One of this name that is there is taken, with its schedule and policy of the same id.')
    .meta({ examples: ['Payments'] }),
})
export type FirstServiceBody = z.output<typeof firstServiceBody>
