/** What the configuration of monitors and of data sources has in common: settings that depend on the kind, and a secret. */
import { z } from 'zod'
import type { FieldProblem } from './references.ts'
import { type RowContext, sealAgain } from './row-context.ts'

export function settingsField(example: Record<string, unknown>) {
  return z
    .record(z.string(), z.unknown(), { error: 'expected settings, each with a value' })
    .meta({ examples: [example] })
    .default({})
}

/** What is wrong with settings, as their kind's own form says. */
export function checkSettings(settings: z.ZodType, given: unknown): FieldProblem[] {
  const parsed = settings.safeParse(given)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue): FieldProblem[] => {
    const path = ['settings', ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
    const problem = issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : issue.message
    if (issue.code !== 'unrecognized_keys') return [{ path, problem }]
    return issue.keys.map((key) => ({ path: [...path, key], problem: issue.message }))
  })
}

/** Undefined keeps what is stored; null removes it. */
export function sealedColumn(
  secret: string | null | undefined,
  existing: { secret_sealed: string | null } | undefined,
  { secrets }: Pick<RowContext, 'secrets'>,
): string | null {
  if (secret === undefined) return existing?.secret_sealed ?? null
  return secret === null ? null : sealAgain(secrets, existing?.secret_sealed, secret)
}
