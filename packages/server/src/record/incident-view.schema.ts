/** Lists that people keep: what the API says of them and takes. */
import {
  INCIDENT_GROUPINGS,
  INCIDENT_ORDERS,
  type OrderWithDirection,
} from '@tocsin/core/record/query/incident-views.ts'
import { QUERY_CHARS_MAX } from '@tocsin/core/record/query/parse-query.ts'
import { z } from 'zod'
import { namedSchema } from '../shell/http/named-schema.ts'
import { listOf } from '../shell/http/paging.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'

const NAME_CHARS_MAX = 80
const ORDERS = INCIDENT_ORDERS.flatMap((order) => [order, `-${order}`]) as [OrderWithDirection, ...OrderWithDirection[]]

const viewShape = {
  name: filledText(NAME_CHARS_MAX).meta({ examples: ['Payments, gravest first'] }),
  query: textSchema(QUERY_CHARS_MAX)
    .describe('In the filter language; `me` is whoever looks.')
    .meta({ examples: ['is:active team:payments'] }),
  order: z.enum(ORDERS),
  group: z
    .enum(INCIDENT_GROUPINGS)
    .nullable()
    .describe('Rows stand under headings; the order is then that of the group.'),
  is_shared: z.boolean().describe('Everybody sees it. Needs `view.share`.'),
}

export const viewParams = z.object({ id: z.uuid() })

export const viewBody = z.strictObject({
  ...viewShape,
  order: viewShape.order.default('-recorded_at'),
  group: viewShape.group.default(null),
  is_shared: viewShape.is_shared.default(false),
})

export const viewChangeBody = z
  .strictObject({ ...viewShape, version: z.int().describe('The one that the change builds on; or `If-Match`.') })
  .partial()

export const viewSchema = z
  .object({
    id: z.uuid(),
    ...viewShape,
    owner: namedSchema,
    is_mine: z.boolean(),
    may_change: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'IncidentView' })
export type IncidentViewAnswer = z.output<typeof viewSchema>

export const viewListSchema = listOf(viewSchema)
