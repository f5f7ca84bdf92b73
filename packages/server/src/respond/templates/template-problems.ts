/** What is wrong with templates, for those who look after paging. A page never waits for it to be written down. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { checkTemplateInput, templateInput, templateKind } from '../../shell/config/template-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { DeliverDeps } from '../deliver.ts'
import type { WordsProblem } from './word-page.ts'

/** In a storm each of thousands of pages fails the same way: it is written down so often. */
const WRITE_EVERY_MS = 10_000

export function createWordsFailed(
  db: Kysely<Schema>,
  { log }: Pick<EngineDeps, 'log'>,
): NonNullable<DeliverDeps['wordsFailed']> {
  const writtenAt = new Map<string, Instant>()
  return ({ template, problem }, message, at) => {
    const before = writtenAt.get(template)
    if (before !== undefined && at - before < WRITE_EVERY_MS) return
    writtenAt.set(template, at)
    const incident = 'incident' in message ? message.incident : null
    log.warn({ template, problem, incident }, 'a template failed: the page went out in the usual words')
    // Nobody waits for this promise: what it rejected with would end the process. The timeline of the incident has it all the same.
    writeProblem(db, { template, problem }, incident, at).catch((error: unknown) =>
      log.error({ template, error: String(error) }, 'the problem of a template could not be written down'),
    )
  }
}

async function writeProblem(
  db: Kysely<Schema>,
  { template, problem }: WordsProblem,
  incident: string | null,
  at: Instant,
): Promise<void> {
  const row = { at: formatInstant(at), problem, incident_id: incident }
  await db
    .insertInto('message_template_problems')
    .values({ template_id: template, ...row })
    .onConflict((conflict) => conflict.column('template_id').doUpdateSet(row))
    .execute()
}

export interface TemplateProblemRow {
  template: string
  problem: string
  /** When a page last went out in the usual words for it; null where it is only known that it would. */
  at: Instant | null
  incident: string | null
}

/** One a template: what happened, else what this version would make of it. */
export async function listTemplateProblems(db: Kysely<Schema>): Promise<TemplateProblemRow[]> {
  const happened = await db.selectFrom('message_template_problems').selectAll().orderBy('template_id').execute()
  const seen = new Set(happened.map((row) => row.template_id))
  const stored = await templateKind.list(db)
  return [
    ...happened.map((row) => ({
      ...{ template: row.template_id, problem: row.problem, incident: row.incident_id },
      at: row.at as Instant,
    })),
    ...stored.flatMap(({ id, subject, body }): TemplateProblemRow[] => {
      const input = templateInput.safeParse({ id, body, ...(subject !== null && { subject }) })
      const [first] = input.success ? checkTemplateInput(input.data) : [{ problem: 'is of no place that there is' }]
      return first === undefined || seen.has(id)
        ? []
        : [{ template: id, problem: first.problem, at: null, incident: null }]
    }),
  ]
}
