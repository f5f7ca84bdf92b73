import { calcNoiseScore, type NoiseProposal, proposeQuiet } from '@tocsin/core/detect/quiet/noise.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { actorSchema, presentActor } from '../../people/actor-label.ts'
import { type DirectoryNames, namesOf } from '../../people/directory-names.ts'
import { actorOf } from '../../shell/auth/principal.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { filledText, textSchema } from '../../shell/http/text-schema.ts'
import { findAlert } from '../alert.queries.ts'
import { alertParams } from '../alert.schema.ts'
import { deleteNoiseMark, findNoiseMark, listNoise, type NoisyAlert, saveNoiseMark } from './noise.queries.ts'

const DAYS_MAX = 30
const ITEMS_MAX = 200
const REASON_CHARS_MAX = 500

const count = z.int()

const noiseSchema = z
  .object({
    source: z.object({ id: z.string(), name: z.string(), system: z.string().nullable() }),
    name: z.string().describe('The label `alertname` of its alerts, or their title.'),
    label: z.string().nullable().describe('The label that the name is, or null.'),
    fired: count,
    acted_on: count.describe('In an incident on which a person did something.'),
    brief: count.describe('Cleared within five minutes, and nobody had done anything.'),
    came_back: count.describe('Began within ten minutes after the one before had cleared.'),
    woke: count.describe('Pages between 22:00 and 07:00 where the person lives.'),
    marked: count.describe('Somebody called it noise.'),
    shorter_than: z.object({ '2m': count, '5m': count, '15m': count }),
    last_fired_at: instantSchema,
    score: count.describe('The higher, the more it costs for the less.'),
    proposal: z
      .object({
        kind: z.enum(['wait', 'flapping', 'record_only', 'delete']),
        wait: z.enum(['2m', '5m', '15m']).nullable(),
        spares: count.describe('How many of those that fired would not have counted by themselves.'),
      })
      .nullable(),
    team: z.string().nullable().describe('The team that owns the service of the source.'),
  })
  .meta({ id: 'Noise' })

const markSchema = z
  .object({ reason: z.string(), at: instantSchema, actor: actorSchema })
  .nullable()
  .describe('Null: nobody called it noise.')

export interface NoiseDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
}

export function noiseRoutes(deps: NoiseDeps): ApiRoute[] {
  return [listRoute(deps), showMarkRoute(deps), markRoute(deps), unmarkRoute(deps)]
}

function listRoute({ db, engine }: NoiseDeps): ApiRoute {
  return defineRoute({
    id: 'listNoise',
    tag: 'noise',
    summary: 'Review noise: what fires most for the least',
    description: `The worst first, at most ${ITEMS_MAX}. Test notifications are left out.`,
    method: 'GET',
    path: '/noise',
    permission: 'alert.read',
    query: z.strictObject({
      days: z.coerce.number().int().min(1).max(DAYS_MAX).default(7),
      source: textSchema(100).optional(),
      team: textSchema(100).optional().describe('Only sources whose service the team owns.'),
    }),
    success: z.object({ items: z.array(noiseSchema), next: z.null(), since: instantSchema }),
    async handle({ query, at }) {
      const directory = engine.directory.latest()
      const since = (at - query.days * DAY) as Instant
      const all = await listNoise(db, { since, until: at }, directory)
      const names = namesOf(directory)
      const items = all
        .map((each) => presentNoise(each, directory, names))
        .filter((each) => query.source === undefined || each.source.id === query.source)
        .filter((each) => query.team === undefined || each.team === query.team)
        .sort((a, b) => b.score - a.score || b.fired - a.fired)
      return { items: items.slice(0, ITEMS_MAX), next: null, since }
    },
  })
}

export function presentNoise(row: NoisyAlert, directory: Directory, names: DirectoryNames) {
  const { service } = directory.sources.get(row.source as SourceId) ?? {}
  const team = service && directory.services.get(service)?.team
  return {
    source: names.source(row.source),
    ...{ name: row.name, label: row.label, fired: row.fired, acted_on: row.actedOn, brief: row.brief },
    ...{ came_back: row.cameBack, woke: row.woke, marked: row.marked, shorter_than: row.shorterThan },
    ...{ last_fired_at: row.lastFiredAt, score: calcNoiseScore(row), team: team ?? null },
    proposal: presentProposal(proposeQuiet(row)),
  }
}

function presentProposal(proposal: NoiseProposal | undefined) {
  if (!proposal) return null
  return { kind: proposal.kind, wait: proposal.kind === 'wait' ? proposal.wait : null, spares: proposal.spares }
}

function showMarkRoute({ db, engine }: NoiseDeps): ApiRoute {
  return defineRoute({
    id: 'getAlertNoise',
    tag: 'alerts',
    summary: 'Whether somebody called an alert noise',
    method: 'GET',
    path: '/alerts/:id/noise',
    permission: 'alert.read',
    params: alertParams,
    success: z.object({ mark: markSchema }),
    async handle({ params }) {
      const alert = await findAlert(db, params.id)
      if (!alert) return { rejected: { code: 'not_found' } }
      return presentMark(await findNoiseMark(db, alert.id, alert.episode), namesOf(engine.directory.latest()))
    },
  })
}

function presentMark(mark: Awaited<ReturnType<typeof findNoiseMark>>, names: DirectoryNames) {
  if (!mark) return { mark: null }
  return { mark: { reason: mark.reason, at: mark.at as Instant, actor: presentActor(mark.actor as Actor, names) } }
}

function markRoute({ db, engine }: NoiseDeps): ApiRoute {
  return defineRoute({
    id: 'markAlertNoise',
    tag: 'alerts',
    summary: 'Call an alert noise',
    description: 'Says it of the episode that is the latest, for the noise review; the alert stays where it is.',
    method: 'PUT',
    path: '/alerts/:id/noise',
    permission: 'incident.respond',
    params: alertParams,
    body: z.strictObject({ reason: filledText(REASON_CHARS_MAX).describe('Why it is noise.') }),
    success: z.object({ mark: markSchema }),
    async handle({ params, body, principal, at }) {
      const alert = await findAlert(db, params.id)
      if (!alert) return { rejected: { code: 'not_found' } }
      const { id, episode } = alert
      await saveNoiseMark(db, { alert: id, episode, reason: body.reason, actor: actorOf(principal), at })
      return presentMark(await findNoiseMark(db, id, episode), namesOf(engine.directory.latest()))
    },
  })
}

function unmarkRoute({ db }: NoiseDeps): ApiRoute {
  return defineRoute({
    id: 'unmarkAlertNoise',
    tag: 'alerts',
    summary: 'Take back that an alert is noise',
    method: 'DELETE',
    path: '/alerts/:id/noise',
    permission: 'incident.respond',
    params: alertParams,
    async handle({ params }) {
      const alert = await findAlert(db, params.id)
      if (!alert) return { rejected: { code: 'not_found' } }
      await deleteNoiseMark(db, alert.id, alert.episode)
      return undefined
    },
  })
}
