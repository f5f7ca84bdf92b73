import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { listTemplateProblems } from '../templates/template-problems.ts'
import { listFindings } from './paging-findings.queries.ts'
import { listAcknowledgements, listChannelDays, listFailures } from './paging-health.queries.ts'

const ms = z.int().nullable()

const healthSchema = z
  .object({
    since: instantSchema,
    channel_days: z
      .array(
        z.object({
          day: z.string().describe('UTC.'),
          channel: z.string(),
          handed_over: z.int(),
          missed: z.int().describe('Given up, or reported by the provider as not arrived.'),
          bundled: z
            .int()
            .describe('Of those handed over: in a burst they waited for others by wish, and count in no latency.'),
          p50_ms: ms.describe('From the receipt of the signal to the hand-over, of first calls.'),
          p99_ms: ms,
          max_ms: ms,
        }),
      )
      .describe('The newest day first.'),
    failures: z
      .array(
        z.object({
          channel: z.string(),
          code: z.string(),
          provider: z.enum(['first', 'second', 'both']).nullable(),
          count: z.int(),
          example: z.string(),
        }),
      )
      .describe('The most frequent first; attempts that a later one made good count too.'),
    findings: z
      .array(z.object({ at: instantSchema, finding: z.string(), count: z.int(), incidents: z.array(z.string()) }))
      .describe('What the auditor found and repaired, the newest first; nothing is what there should be.'),
    template_problems: z
      .array(
        z.object({
          template: z.string(),
          problem: z.string(),
          at: instantSchema.nullable().describe('Of the newest page that went out in the usual words for it.'),
          incident: z.string().nullable(),
        }),
      )
      .describe('Templates that fail, or would; pages go out in the usual words.'),
    acknowledgements: z.array(
      z.object({
        day: z.string(),
        urgency: z.string(),
        incidents: z.int(),
        acknowledged: z.int(),
        p50_ms: ms,
        p90_ms: ms,
      }),
    ),
  })
  .meta({ id: 'PagingHealth' })

export function pagingHealthRoutes({
  db,
  engine,
}: {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock'>
}): ApiRoute[] {
  return [
    defineRoute({
      id: 'getPagingHealth',
      tag: 'system',
      summary: 'How fast pages went out, what missed, and how long people took to answer',
      method: 'GET',
      path: '/paging-health',
      permission: 'installation.read',
      query: z.object({ days: z.coerce.number().int().min(1).max(30).default(7) }),
      success: healthSchema,
      async handle({ query: { days } }) {
        const since = after(engine.clock.now(), -(days * DAY) as DurationMs)
        const channelDays = await listChannelDays(db, since)
        const acknowledgements = await listAcknowledgements(db, since)
        return {
          since,
          channel_days: channelDays.map(({ p50, p99, max, ...rest }) => ({
            ...rest,
            p50_ms: p50,
            p99_ms: p99,
            max_ms: max,
          })),
          failures: await listFailures(db, since),
          findings: await listFindings(db, since),
          template_problems: await listTemplateProblems(db),
          acknowledgements: acknowledgements.map(({ p50, p90, ...rest }) => ({ ...rest, p50_ms: p50, p90_ms: p90 })),
        }
      },
    }),
  ]
}
