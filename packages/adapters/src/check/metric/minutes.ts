import { z } from 'zod'

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const WINDOW_MS_MAX = 31 * 86_400_000

/** A window such as `5m` or `1h`, in milliseconds. */
export const minutesField = z
  .string('expected a window')
  .meta({ examples: ['5m'] })
  .transform((text, context): number => {
    const [, count = '', unit = ''] =
      /^\s*(\d{1,6})\s*([smhd])(?:ec|econds?|in|inutes?|ours?|ays?)?\s*$/.exec(text) ?? []
    const span = Number(count) * (UNITS[unit] ?? 0)
    if (span > 0 && span <= WINDOW_MS_MAX) return span
    context.addIssue({ code: 'custom', message: 'expected a window of at most 31 days, such as 5m or 1h' })
    return z.NEVER
  })
