import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'

const EXAMPLE = '2026-01-05T09:00:00.000Z'

/** RFC 3339 outside, an {@link Instant} inside, in both directions: handlers never see the text. */
export const instantSchema = z
  .codec(
    z
      .string()
      .refine((text) => parseInstant(text) !== undefined, { error: 'must be an instant as in RFC 3339', abort: true }),
    z.custom<Instant>((value) => Number.isSafeInteger(value)),
    { decode: (text) => parseInstant(text) ?? (0 as Instant), encode: formatInstant },
  )
  .meta({ type: 'string', format: 'date-time', examples: [EXAMPLE] })
