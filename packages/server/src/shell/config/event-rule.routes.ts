import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { SCOPES, SOURCE_SEVERITIES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { actorOf, type Principal } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { readExpectedVersion, tellVersion } from '../http/expected-version.ts'
import { textSchema } from '../http/text-schema.ts'
import { changeConfiguration, type Editor, getForChange } from './change-configuration.ts'
import type { ConfigDb } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import {
  checkEventRule,
  type EventRuleRow,
  eventRuleInput,
  eventRuleKind,
  eventRuleRow,
  POSITION_GAP,
} from './event-rule-configuration.ts'
import { inOrder, listOwnRules, putRuleAhead } from './event-rule-order.ts'
import { idField, text } from './fields.ts'
import { type MoreOf, presentThing, thingRoutes } from './thing-routes.ts'
import { findVersion, loadVersions, rejectOldVersion } from './thing-version.ts'

const doShape = z.object({
  service: z.string().optional(),
  team: z.string().optional(),
  category: z.array(z.string()).optional(),
  severity: z.enum(SOURCE_SEVERITIES).optional(),
  scope: z.enum(SCOPES).optional(),
  urgency: z.enum(URGENCIES).optional(),
  title: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  suppress: z.string().optional(),
  record_only: z.string().optional(),
})

const shape = {
  id: z.string(),
  name: z.string(),
  position: z.int().describe('Among the rules of the same owner. Those of the file are asked first.'),
  when: z.string().describe('A condition in CEL; empty: of every alert.'),
  zone: z.string().describe('On whose clock `received` is told.'),
  do: doShape,
  stop: z.boolean(),
  active: z.boolean(),
  matched_24h: z.int().describe('Alerts that met it, some seconds late.'),
  failed_24h: z.int().describe('Alerts on which it failed, and did nothing.'),
}

const spelled = { path: 'event-rules', one: 'event rule', many: 'event rules' }

export function eventRuleRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const things = thingRoutes<EventRuleRow, typeof eventRuleInput>(deps, {
    ...{ kind: eventRuleKind, noun: 'eventRule', plural: 'eventRules', spelled, write: 'configuration.write' as const },
    input: eventRuleInput,
    shape,
    more: loadFigures,
    check: checkEventRule,
    row: (input, existing, { references }) =>
      eventRuleRow(input, existing?.position ?? references.eventRules.lastPosition + POSITION_GAP, existing),
  })
  const [list, ...others] = things
  // They all show one rule, and the description of the API names that once.
  const answer = others[0]?.success as z.ZodType
  return [...(list ? [listRoute(deps, list)] : []), ...others, ...changeRoutes(deps, answer)]
}

/** All of them, in the order in which they are asked: there are few enough for one page. */
function listRoute({ db }: ConfigurationDeps, route: ApiRoute): ApiRoute {
  const { query: _, ...rest } = route
  return {
    ...rest,
    description: `In the order in which they are asked; at most ${LIMITS.eventRulesMax}, on one page.`,
    async handle({ at }) {
      const versions = await loadVersions(db, eventRuleKind.name)
      const more = await loadFigures(db, at)
      const rows = inOrder(await eventRuleKind.list(db))
      return { items: rows.map((row) => presentThing(eventRuleKind, row, versions.get(row.id) ?? 0, more)), next: null }
    },
  }
}

async function loadFigures(db: ConfigDb, at: Instant): Promise<MoreOf<EventRuleRow>> {
  const since = formatInstant((at - DAY) as Instant)
  const { rows } = await sql<{ rule_id: string; matched: number; failed: number }>`
    select rule_id, sum(matched)::bigint as matched, sum(failed)::bigint as failed
    from event_rule_hours where hour > ${since}::timestamptz group by rule_id`.execute(db)
  const figures = new Map(rows.map((row) => [row.rule_id, row]))
  return ({ id }) => ({
    matched_24h: figures.get(id)?.matched ?? 0,
    failed_24h: figures.get(id)?.failed ?? 0,
  })
}

const params = z.object({ id: textSchema(100) })

function changeRoutes(deps: ConfigurationDeps, answer: z.ZodType): ApiRoute[] {
  const common = {
    ...{ tag: spelled.path, permission: 'configuration.write' as const, method: 'POST' as const },
    ...{ params, success: answer },
  }
  const activity = (verb: 'enable' | 'disable', active: boolean): ApiRoute =>
    defineRoute({
      ...common,
      id: `${verb}EventRule`,
      summary: `${verb === 'enable' ? 'Enable' : 'Disable'} an event rule`,
      path: `/event-rules/:id/${verb}`,
      handle: ({ params: { id }, ...asked }) =>
        change(deps, asked, id, async (editor, row) => {
          await editor.put(eventRuleKind, { ...row, is_active: active })
          return id
        }),
    })
  return [
    activity('enable', true),
    activity('disable', false),
    defineRoute({
      ...common,
      id: 'moveEventRule',
      summary: 'Move an event rule to another place in the order',
      path: '/event-rules/:id/move',
      body: z.strictObject({
        before: textSchema(100).nullable().describe('The id of the rule that is to follow it; null: it comes last.'),
      }),
      handle: ({ params: { id }, body: { before }, ...asked }) =>
        change(deps, asked, id, async (editor, row) => {
          await rejectForeignPlace(editor, before)
          if (before !== id) await putRuleAhead(editor, row, before)
          return id
        }),
    }),
    defineRoute({
      ...common,
      id: 'copyEventRule',
      summary: 'Copy an event rule',
      description: 'The copy follows it, belongs to nobody’s file, and is not active before somebody enables it.',
      path: '/event-rules/:id/copy',
      body: z.strictObject({
        id: idField('night-warnings-2').optional().describe('Made of that of the rule when left out.'),
        name: text('a name', 'Another rule').optional(),
      }),
      status: 201,
      handle: ({ params: { id }, body, ...asked }) => change(deps, asked, id, (editor, row) => copy(editor, row, body)),
    }),
  ]
}

interface Asked {
  principal: Principal
  at: Instant
  request: Parameters<typeof readExpectedVersion>[0]
  reply: Parameters<typeof tellVersion>[0]
}

/** Changes a rule and shows the one whose id the change gives. */
async function change(
  deps: ConfigurationDeps,
  { principal, at, request, reply }: Asked,
  id: string,
  work: (editor: Editor, row: EventRuleRow) => Promise<string>,
) {
  const expected = readExpectedVersion(request)
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const row = await getForChange(editor, eventRuleKind, id)
    await rejectOldVersion(editor, { kind: eventRuleKind.name, id }, expected)
    return getForChange(editor, eventRuleKind, await work(editor, row))
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  const row = outcome.result
  const version = await findVersion(deps.db, eventRuleKind.name, row.id)
  tellVersion(reply, version)
  return presentThing(eventRuleKind, row, version, await loadFigures(deps.db, at))
}

async function rejectForeignPlace(editor: Editor, before: string | null): Promise<void> {
  if (before === null) return
  const own = await listOwnRules(editor)
  if (own.some(({ id }) => id === before)) return
  const isThere = (await eventRuleKind.find(editor.db, before)) !== undefined
  const problem = isThere
    ? `belongs to the configuration file; its rules stay ahead of all others.`
    : `there is no event rule "${before}".`
  editor.reject('invalid_request', undefined, [{ path: ['before'], problem }])
}

async function copy(editor: Editor, row: EventRuleRow, wanted: { id?: string | undefined; name?: string | undefined }) {
  const rows = await eventRuleKind.list(editor.db)
  if (rows.length >= LIMITS.eventRulesMax) {
    const problem = `there are ${rows.length} event rules already, and no more can be.`
    editor.reject('invalid_request', undefined, [{ path: ['id'], problem }])
  }
  const taken = new Set(rows.map(({ id }) => id))
  const id = wanted.id ?? freeId(row.id, taken)
  if (taken.has(id)) editor.reject('already_exists', { field: 'id' })
  const own = await listOwnRules(editor)
  const next = own[own.findIndex((each) => each.id === row.id) + 1]
  const made = {
    ...row,
    id,
    name: wanted.name ?? `${row.name} (${id.match(/-(\d+)$/)?.[1] ?? id})`,
    is_active: false,
    owned_by: 'app',
  }
  await putRuleAhead(editor, made, row.owned_by === 'file' ? null : (next?.id ?? null))
  return id
}

const ID_CHARS_MAX = 64

function freeId(id: string, taken: ReadonlySet<string>): string {
  const root = id.replace(/-\d+$/, '').slice(0, ID_CHARS_MAX - 4)
  for (let number = 2; ; number += 1) if (!taken.has(`${root}-${number}`)) return `${root}-${number}`
}
