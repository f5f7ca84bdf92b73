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

interface Targeted {
  kind?: string
  system?: string
  settings: Record<string, unknown>
}

const TARGET_FIELDS = ['host', 'port', 'tls', 'verify', 'database', 'region'] as const

/** A stored secret goes only where it was meant for: nobody reads it by naming another host. */
export function isSameTarget(stored: Targeted | undefined, given: Targeted): boolean {
  if (!stored || stored.kind !== given.kind || stored.system !== given.system) return false
  const originOf = (url: unknown) => (typeof url === 'string' ? (URL.parse(url)?.origin ?? url) : undefined)
  return (
    TARGET_FIELDS.every((field) => stored.settings[field] === given.settings[field]) &&
    ['url', 'endpoint'].every((field) => originOf(stored.settings[field]) === originOf(given.settings[field]))
  )
}
