/** The configuration as a whole: applying a file from afar, and what changed when. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { actorSchema, presentActor } from '../../people/actor-label.ts'
import { type DirectoryNames, namesOf } from '../../people/directory-names.ts'
import { actorOf } from '../auth/principal.ts'
import { type ApiRoute, defineRoute, demand } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { applyPage, listOf, listQuery, pageOf, readPage } from '../http/paging.ts'
import { textSchema } from '../http/text-schema.ts'
import { KIND_NAMES } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { applyFile } from './file/apply-file.ts'
import { FILE_CHARS_MAX } from './file/yaml-text.ts'

const fieldSchema = z.object({ path: z.string(), before: z.string().optional(), after: z.string().optional() })
const problemSchema = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  path: z.string(),
  problem: z.string(),
  example: z.string().optional(),
})

export const applyAnswerSchema = z
  .object({
    is_applied: z.boolean().describe('False after a plan, and when there are problems.'),
    version: z.int().nullable().describe('Of the configuration afterwards.'),
    changes: z.array(
      z.object({
        kind: z.enum(KIND_NAMES),
        name: z.string(),
        action: z.enum(['create', 'update', 'delete', 'deactivate']),
        fields: z.array(fieldSchema).describe('Secrets show as `(secret)`.'),
      }),
    ),
    problems: z.array(problemSchema),
    warnings: z.array(problemSchema),
  })
  .meta({ id: 'AppliedConfiguration' })
export type ApplyAnswer = z.output<typeof applyAnswerSchema>

const applyBody = z.strictObject({
  file: z.string().max(FILE_CHARS_MAX).describe('The text of the configuration file (YAML).'),
  name: textSchema(200).default('tocsin.yaml').describe('How messages call it.'),
  variables: z
    .record(z.string(), z.string())
    .default({})
    .describe('What the variables in the file stand for, by name.'),
  prune: z.boolean().default(false).describe('Delete what the file owned and no longer names.'),
  plan: z.boolean().default(false).describe('Only say what would change.'),
})

export function wholeConfigurationRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [applyRoute(deps), historyRoute(deps)]
}

function applyRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'applyConfiguration',
    tag: 'configuration',
    summary: 'Apply a configuration file',
    description:
      'Needs, besides, `user.write`, `api_key.write` and `configuration.write`: a file may hold all of these. What is wrong with the file stands in `problems`.',
    method: 'POST',
    path: '/configuration/apply',
    permission: 'settings.write',
    body: applyBody,
    success: applyAnswerSchema,
    async handle({ body, principal, at }) {
      for (const permission of ['user.write', 'api_key.write', 'configuration.write'] as const) {
        demand(principal, permission)
      }
      const given = { name: body.name, text: body.file, environment: body.variables }
      const options = { actor: actorOf(principal), at, prune: body.prune, isPlanOnly: body.plan }
      const outcome = await applyFile(deps, given, options)
      if ('problems' in outcome) {
        return { is_applied: false, version: null, changes: [], ...outcome }
      }
      if (!body.plan) await deps.configurationChanged()
      const changes = outcome.changes.map(({ kind, name, action, fields }) => ({ kind, name, action, fields }))
      return { is_applied: !body.plan, version: outcome.version, changes, problems: [], warnings: outcome.warnings }
    },
  })
}

const historySchema = z
  .object({
    version: z.int(),
    kind: z.string(),
    id: z.string(),
    at: instantSchema,
    actor: actorSchema,
    name: z.string().describe('Of what was changed, as it was called last.'),
    before: z.record(z.string(), z.unknown()).nullable().describe('Null: it was created.'),
    after: z.record(z.string(), z.unknown()).nullable().describe('Null: it was deleted.'),
  })
  .meta({ id: 'ConfigurationChange' })

function historyRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listConfigurationChanges',
    tag: 'configuration',
    summary: 'List every change of the configuration and who made it',
    method: 'GET',
    path: '/configuration/changes',
    permission: 'audit.read',
    query: listQuery(['-version'], {
      kind: z.enum(KIND_NAMES).optional(),
      id: textSchema(100).optional(),
      user: textSchema(100).optional().describe('Only changes that this person made; an id.'),
      since: instantSchema.optional(),
      until: instantSchema.optional(),
    }),
    success: listOf(historySchema),
    async handle({ query }) {
      const page = readPage(query)
      let rows = db.selectFrom('config_history').selectAll()
      if (query.kind !== undefined) rows = rows.where('kind', '=', query.kind)
      if (query.id !== undefined) rows = rows.where('id', '=', query.id)
      if (query.user !== undefined)
        rows = rows.where(sql<boolean>`actor->>'kind' = 'user' and actor->>'id' = ${query.user}`)
      if (query.since !== undefined) rows = rows.where(sql<boolean>`at >= ${formatInstant(query.since)}::timestamptz`)
      if (query.until !== undefined) rows = rows.where(sql<boolean>`at < ${formatInstant(query.until)}::timestamptz`)
      const keys = { value: sql.ref('version'), id: sql`kind || ' ' || id` }
      const found = await applyPage(rows, page, {
        ...keys,
        toValue: (value) => sql`${Number.isSafeInteger(value) ? value : 0}::integer`,
      }).execute()
      const { items, next } = pageOf(found, page, ({ version, kind, id }) => ({ value: version, id: `${kind} ${id}` }))
      const names = namesOf(directory())
      return { items: items.map((item) => presentChange(item, names)), next }
    },
  })
}

/** What people call it: its name, a person's mail address, or the id that its description shows. */
function nameOf({ id, before, after }: { id: string; before: object | null; after: object | null }): string {
  const described = { ...before, ...after } as { name?: unknown; email?: unknown; id?: unknown }
  const called = [described.name, described.email, described.id].find((text) => typeof text === 'string')
  return typeof called === 'string' ? called : id
}

function presentChange(
  row: {
    version: number
    kind: string
    id: string
    at: number
    actor: object
    before: object | null
    after: object | null
  },
  names: DirectoryNames,
): z.output<typeof historySchema> {
  return {
    ...row,
    at: row.at as Instant,
    actor: presentActor(row.actor as Actor, names),
    name: nameOf(row),
    before: row.before && { ...row.before },
    after: row.after && { ...row.after },
  }
}
