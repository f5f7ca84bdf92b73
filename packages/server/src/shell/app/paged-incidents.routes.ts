/** Where somebody looks who asks why they were paged, or were not: the incidents about an instant, and what each wanted of them. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { PRIORITIES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { findUser } from '../../people/directory-names.ts'
import type { Schema } from '../database/schema.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'
import { textSchema } from '../http/text-schema.ts'
import type { EscalationDeps } from './escalation.routes.ts'

/** How far back an incident may have begun. Those that nobody has resolved since may be older. */
const SPAN = DAY
const SHOWN_MAX = 50

const itemSchema = z.object({
  id: z.string(),
  title: z.string(),
  priority: z.enum(PRIORITIES),
  status: z.enum(STATUSES),
  recorded_at: instantSchema,
  pages: z.int().describe('Pages that were ordered for the person until the instant.'),
  last_paged_at: instantSchema.nullable(),
})
type Item = z.output<typeof itemSchema>

const pagedIncidentsSchema = z
  .object({
    user: namedSchema,
    at: instantSchema,
    items: z.array(itemSchema).describe('The newest first; those that paged the person and those that did not.'),
    is_cut: z.boolean().describe('There were more. An earlier instant shows them.'),
  })
  .meta({ id: 'PagedIncidents' })

export function listPagedIncidentsRoute({ db, engine }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'listPagedIncidents',
    tag: 'incidents',
    summary: 'Incidents of the day before an instant, and whether each paged a person',
    description: 'Why each did, or did not, is told by `GET /incidents/{id}/paging`.',
    method: 'GET',
    path: '/escalation/paged',
    permission: 'incident.read',
    query: z.strictObject({
      user: textSchema(320).describe('A person by id or mail address.'),
      at: instantSchema.optional().describe('Without it now.'),
    }),
    success: pagedIncidentsSchema,
    async handle({ query, at: now }) {
      const user = findUser(engine.directory.latest(), query.user)
      if (!user) return { rejected: { code: 'user_not_found', facts: { field: 'user', user: query.user } } }
      const at = query.at ?? now
      const rows = await listAbout(db, user.id, at)
      return {
        ...{ user: { id: user.id, name: user.name }, at },
        items: rows.slice(0, SHOWN_MAX),
        is_cut: rows.length > SHOWN_MAX,
      }
    },
  })
}

async function listAbout(db: Kysely<Schema>, user: string, at: Instant): Promise<Item[]> {
  const [from, to] = [formatInstant((at - SPAN) as Instant), formatInstant(at)]
  const { rows } = await sql<Item>`
    with about as (
      (select id, title, priority, status, recorded_at from incidents
        where recorded_at > ${from}::timestamptz and recorded_at <= ${to}::timestamptz
        order by recorded_at desc, id limit ${SHOWN_MAX + 1})
      union
      (select id, title, priority, status, recorded_at from incidents
        where recorded_at <= ${from}::timestamptz and status in ('open', 'acknowledged', 'mitigated')
        order by recorded_at desc, id limit ${SHOWN_MAX + 1})
    )
    select about.*, p.pages, p.last_paged_at from about, lateral (
      select count(*)::int as pages, max(f.at) as last_paged_at from facts f
      where f.stream = about.id and f.type = 'PageRequested' and f.data->>'user' = ${user} and f.at <= ${to}::timestamptz
    ) p order by about.recorded_at desc, about.id limit ${SHOWN_MAX + 1}`.execute(db)
  return rows
}
