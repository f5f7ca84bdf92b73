import { z } from 'zod'

/** A thing that the answer is not about, with the name under which people know it. */
export const namedSchema = z.object({ id: z.string(), name: z.string() })

export const namedSourceSchema = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string().nullable().describe('Null when the source is no longer there.'),
})
