/** What it takes to ask for lists of incidents, and what they answer. */
import { PRIORITIES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { QUERY_CHARS_MAX } from '@tocsin/core/record/query/parse-query.ts'
import { NAME_FIELDS } from '@tocsin/core/record/query/query-fields.ts'
import { z } from 'zod'
import { anyOf, listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { incidentSummarySchema } from './incident.schema.ts'

const SEARCH_CHARS_MAX = 200
/** Beyond this a count says that there are more. */
export const COUNT_MAX = 10_000
/** As many as can be chosen at once. */
export const IDS_MAX = 1_000

export const filterShape = {
  query: textSchema(QUERY_CHARS_MAX)
    .optional()
    .describe(
      'The filter language: `status:open priority:P1,P2 -service:shop since:7d words`. See docs/incident-filters.md.',
    )
    .meta({ examples: ['is:active priority:P1,P2'] }),
  status: anyOf(z.enum(STATUSES)).optional(),
  priority: anyOf(z.enum(PRIORITIES)).optional(),
  service: textSchema(200).optional().describe('The id of an affected service.'),
  owner: textSchema(320).optional().describe('A person by id or e-mail address; `me`, or `none` for no owner.'),
  source: textSchema(200).optional(),
  is_test: z.stringbool().optional().describe('Only tests, or none; without it both.'),
  q: textSchema(SEARCH_CHARS_MAX).optional().describe('Words in the title or a part of the id.'),
  ids: anyOf(textSchema(40)).optional().describe('Only these, by id.'),
}

const filterSchema = z.strictObject(filterShape)
export type IncidentFilterQuery = z.output<typeof filterSchema>

const ORDERS = ['-recorded_at', 'updated_at', 'priority', 'status', 'service'] as const

export const incidentListQuery = listQuery(ORDERS, filterShape)

const hintSchema = z.object({
  field: z.enum(NAME_FIELDS),
  word: z.string(),
  nearest: z.string().nullable().describe('What was probably meant.'),
})

const hintsSchema = z.array(hintSchema).describe('Names in `query` that nothing has.')

export const incidentListSchema = listOf(incidentSummarySchema)
  .extend({ hints: hintsSchema })
  .meta({ id: 'IncidentList' })

export const incidentCountQuery = z.strictObject({
  ...filterShape,
  by: z.enum(['priority', 'status', 'service']).optional().describe('Also how many of each.'),
})

export const incidentCountSchema = z
  .object({
    count: z.int(),
    is_complete: z.boolean().describe(`False: there are more than the ${COUNT_MAX} that were counted.`),
    groups: z.array(z.object({ key: z.string(), count: z.int() })),
  })
  .meta({ id: 'IncidentCount' })

export const incidentIdsQuery = z.strictObject({
  ...filterShape,
  order: incidentListQuery.shape.order,
  limit: z.coerce.number().int().min(1).max(IDS_MAX).default(IDS_MAX),
})

export const incidentIdsSchema = z
  .object({
    ids: z.array(z.string()),
    is_complete: z.boolean().describe('False: more incidents match than were asked for.'),
  })
  .meta({ id: 'IncidentIds' })
