/**
 * The routes that every kind of thing has: list, show, create, replace and delete. A kind brings its schemas, its checks and how a
 * row comes out of what was sent; what refuses, compares, versions and remembers is the same for all.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Permission } from '@tocsin/core/people/permissions.ts'
import { z } from 'zod'
import { actorOf, type Principal } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { readExpectedVersion, tellVersion } from '../http/expected-version.ts'
import { listOf, listQuery, pageOf, readPage } from '../http/paging.ts'
import { textSchema } from '../http/text-schema.ts'
import { changeConfiguration, type Editor, getForChange } from './change-configuration.ts'
import type { ConfigKind } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from './file/current-configuration.ts'
import { listUses } from './file/uses.ts'
import type { FieldProblem, References } from './references.ts'
import type { RowContext } from './row-context.ts'
import { findVersion, loadVersions, rejectOldVersion } from './thing-version.ts'

export interface ThingSpec<Row, Input extends z.ZodObject> {
  kind: ConfigKind<Row>
  /** `team`; in operation ids and sentences. */
  noun: string
  /** `teams`; the path and the tag. */
  plural: string
  /** Where several words name it: `event-rules` in paths and as the tag, and `event rule` in sentences. */
  spelled?: { path: string; one: string; many: string; tag?: string }
  write: Permission
  /** With `id`. */
  input: Input
  /** What is shown of it, besides `owned_by` and `version`; the fields of the kind's description. */
  shape: z.ZodRawShape
  /** What is shown besides the description, e.g. what is counted; read once for a whole list. */
  more?(db: ConfigurationDeps['db'], at: Instant): MoreOf<Row> | Promise<MoreOf<Row>>
  check(input: z.output<Input>, references: References): FieldProblem[]
  row(input: z.output<Input>, existing: Row | undefined, context: RowContext): Row
  /** What the answer that creates it says, and no other: a secret that was made. */
  once?(row: Row): Record<string, unknown>
  /**
   * Looks at a row that is right in itself before it is written, for a rule of the organisation: it rejects, or gives what the answer says
   * besides.
   */
  judge?(editor: Editor, row: Row): Promise<Record<string, unknown>>
  /** Filters of the list, and which rows they keep. */
  filters?: { shape: z.ZodRawShape; keep(row: Row, query: Record<string, unknown>): boolean }
}

export type MoreOf<Row> = (row: Row) => Record<string, unknown>

const idParams = z.object({ id: textSchema(100) })

export function thingRoutes<Row, Input extends z.ZodObject>(
  deps: ConfigurationDeps,
  spec: ThingSpec<Row, Input>,
): ApiRoute[] {
  const { noun } = spec
  const answer = z
    .object({
      ...spec.shape,
      owned_by: z.enum(['app', 'file']).describe('`file`: only the configuration file changes it.'),
      version: z.int().describe('For `If-Match` of a change.'),
    })
    .meta({ id: capital(noun) })
  return [listRoute(deps, spec, answer), showRoute(deps, spec, answer), ...writeRoutes(deps, spec, answer)]
}

function listRoute<Row, Input extends z.ZodObject>(
  { db }: ConfigurationDeps,
  { kind, noun, plural, filters, more, spelled }: ThingSpec<Row, Input>,
  answer: z.ZodObject,
): ApiRoute {
  const path = spelled?.path ?? plural
  return defineRoute({
    id: `list${capital(plural)}`,
    tag: spelled?.tag ?? path,
    summary: `List ${spelled?.many ?? plural}`,
    method: 'GET',
    path: `/${path}`,
    permission: 'configuration.read',
    query: listQuery(['name', 'id'], {
      q: textSchema(200).optional().describe(`Words in the name or the id of the ${noun}.`),
      ...filters?.shape,
    }),
    success: listOf(answer),
    async handle({ query, at }) {
      const page = readPage(query)
      const versions = await loadVersions(db, kind.name)
      const rows = (await kind.list(db)).filter((row) => filters?.keep(row, query) ?? true)
      const moreOf = await more?.(db, at)
      const things = rows.map((row) => presentThing(kind, row, versions.get(kind.idOf(row)) ?? 0, moreOf))
      const keyOf = (thing: Presented) => ({ value: String(thing[page.by]), id: String(thing.id) })
      const words = query.q?.toLowerCase() ?? ''
      const wanted = things
        .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(words))
        .sort((a, b) => compare(keyOf(a), keyOf(b)) * (page.direction === 'asc' ? 1 : -1))
      const { after } = page
      const left = after
        ? wanted.filter((thing) => {
            const order = compare(keyOf(thing), { value: String(after.value), id: after.id })
            return page.direction === 'asc' ? order > 0 : order < 0
          })
        : wanted
      return pageOf(left.slice(0, page.limit + 1), page, keyOf)
    },
  })
}

function showRoute<Row, Input extends z.ZodObject>(
  deps: ConfigurationDeps,
  { kind, noun, plural, more, spelled }: ThingSpec<Row, Input>,
  answer: z.ZodObject,
): ApiRoute {
  const path = spelled?.path ?? plural
  return defineRoute({
    id: `get${capital(noun)}`,
    tag: spelled?.tag ?? path,
    summary: `Show ${articled(spelled?.one ?? noun)}`,
    method: 'GET',
    path: `/${path}/:id`,
    permission: 'configuration.read',
    params: idParams,
    success: answer,
    async handle({ params, reply, at }) {
      const row = await kind.find(deps.db, params.id)
      if (row === undefined) return { rejected: { code: 'not_found' } }
      const version = await findVersion(deps.db, kind.name, params.id)
      const shown = presentThing(kind, row, version, await more?.(deps.db, at))
      tellVersion(reply, shown.version)
      return shown
    },
  })
}

function writeRoutes<Row, Input extends z.ZodObject>(
  deps: ConfigurationDeps,
  spec: ThingSpec<Row, Input>,
  answer: z.ZodObject,
): ApiRoute[] {
  const { noun, plural, write, input, spelled } = spec
  const path = spelled?.path ?? plural
  const thing = articled(spelled?.one ?? noun)
  const common = { tag: spelled?.tag ?? path, permission: write }
  const withoutId = input.omit({ id: true } as never) as unknown as z.ZodType<Record<string, unknown>>
  return [
    defineRoute({
      ...common,
      id: `create${capital(noun)}`,
      summary: `Create ${thing}`,
      method: 'POST',
      path: `/${path}`,
      body: input,
      success: answer,
      status: 201,
      handle: ({ body, principal, at, reply }) =>
        saveThing(deps, spec, body as z.output<Input>, { principal, at, mustBe: 'new', reply }),
    }),
    defineRoute({
      ...common,
      id: `replace${capital(noun)}`,
      summary: `Replace ${thing}`,
      description: 'What is left out takes its default. `If-Match` refuses a change that builds on an old version.',
      method: 'PUT',
      path: `/${path}/:id`,
      params: idParams,
      body: withoutId,
      success: answer,
      async handle({ body, params, principal, at, reply, request }) {
        const whole = { ...body, id: params.id } as z.output<Input>
        const expected = readExpectedVersion(request)
        return saveThing(deps, spec, whole, { principal, at, mustBe: 'there', reply, expected })
      },
    }),
    defineRoute({
      ...common,
      id: `delete${capital(noun)}`,
      summary: `Delete ${thing}`,
      description: 'Refused while something else refers to it.',
      method: 'DELETE',
      path: `/${path}/:id`,
      params: idParams,
      handle: ({ params, principal, at, request }) =>
        dropThing(deps, spec.kind, params.id, { principal, at, expected: readExpectedVersion(request) }),
    }),
  ]
}

interface Save {
  principal: Principal
  at: Instant
  mustBe: 'new' | 'there'
  expected?: number | undefined
  reply: Parameters<typeof tellVersion>[0]
}

async function saveThing<Row, Input extends z.ZodObject>(
  deps: ConfigurationDeps,
  { kind, check, row, judge, more, once }: ThingSpec<Row, Input>,
  input: z.output<Input>,
  { principal, at, mustBe, expected, reply }: Save,
) {
  const id = String(input.id)
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const existing = mustBe === 'there' ? await getForChange(editor, kind, id) : await kind.find(editor.db, id)
    if (mustBe === 'new' && existing !== undefined) editor.reject('already_exists', { field: 'id' })
    await rejectOldVersion(editor, { kind: kind.name, id }, expected)
    const references = referencesOf(await loadCurrentConfiguration(editor.db))
    const problems = check(input, references)
    if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
    const next = row(input, existing, { references, secrets: deps.secrets, ids: deps.ids, at })
    const said = await judge?.(editor, next)
    await editor.put(kind, next)
    return { written: await getForChange(editor, kind, id), said }
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  const version = await findVersion(deps.db, kind.name, id)
  const { written, said } = outcome.result
  const shown = { ...presentThing(kind, written, version, await more?.(deps.db, at)), ...said }
  tellVersion(reply, shown.version)
  return mustBe === 'new' ? { ...shown, ...once?.(written) } : shown
}

async function dropThing<Row>(
  deps: ConfigurationDeps,
  kind: ConfigKind<Row>,
  id: string,
  { principal, at, expected }: Pick<Save, 'principal' | 'at' | 'expected'>,
) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    await getForChange(editor, kind, id)
    await rejectOldVersion(editor, { kind: kind.name, id }, expected)
    await rejectUsed(editor, kind, id)
    await editor.drop(kind, id)
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return undefined
}

async function rejectUsed<Row>(editor: Editor, kind: ConfigKind<Row>, id: string): Promise<void> {
  const uses = listUses(await loadCurrentConfiguration(editor.db), kind.name, id)
  const problems = uses.map((use) => ({ path: ['id'], problem: `is used by the ${use}` }))
  if (uses.length > 0) editor.reject('still_used', undefined, problems)
}

export interface Presented {
  id: unknown
  name: unknown
  owned_by: 'app' | 'file'
  version: number
  [field: string]: unknown
}

/** As the file would write it, with people by id; secrets are left out. */
export function presentThing<Row>(kind: ConfigKind<Row>, row: Row, version: number, moreOf?: MoreOf<Row>): Presented {
  const document = kind.describe(row, (user) => user)
  return {
    ...document,
    ...moreOf?.(row),
    id: document.id,
    name: document.name,
    owned_by: kind.ownerOf(row) ?? 'app',
    version,
  }
}

function compare(a: { value: string; id: string }, b: { value: string; id: string }): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}

function articled(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}

/** `data-sources` becomes `DataSources`. */
function capital(words: string): string {
  return words.replace(/(^|[ -])(\w)/g, (_, _gap, letter: string) => letter.toUpperCase())
}
