/** Where the steps' actions meet the incident that they act on: each becomes a route, and each answers with the incident. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { classifyActions } from '../../classify/actions.ts'
import { closeActions } from '../../close/actions.ts'
import { prioritiseActions } from '../../prioritise/actions.ts'
import { recordActions } from '../../record/actions.ts'
import { incidentDetailSchema, incidentParams } from '../../record/incident.schema.ts'
import { type RecordDeps, readIncident } from '../../record/read-incident.ts'
import { resolveActions } from '../../resolve/actions.ts'
import { respondActions } from '../../respond/actions.ts'
import { roomActions } from '../../respond/rooms/room-actions.ts'
import { actorOf } from '../auth/principal.ts'
import type { IncidentAction } from '../engine/incident-action.ts'
import { runExpected } from '../engine/run-expected.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { readExpectedVersion, tellVersion } from '../http/expected-version.ts'

/** In the order in which the console offers them. */
export const incidentActions: readonly IncidentAction[] = [
  ...respondActions,
  ...resolveActions,
  ...closeActions,
  ...classifyActions,
  ...prioritiseActions,
  ...recordActions,
  ...roomActions,
]

const resultSchema = z
  .object({
    incident: incidentDetailSchema,
    because: z.string().describe('Why, also when nothing had to be done, e.g. `already_acknowledged`.'),
  })
  .meta({ id: 'IncidentCommandResult' })

export function incidentCommandRoutes(deps: RecordDeps): ApiRoute[] {
  return incidentActions.map((action) => commandRoute(deps, action))
}

function commandRoute(deps: RecordDeps, action: IncidentAction): ApiRoute {
  return defineRoute({
    id: operationId(action.name),
    tag: 'incidents',
    summary: action.summary,
    description: [
      action.description,
      '`If-Match` with a version makes it fail when somebody changed the incident since.',
    ]
      .filter(Boolean)
      .join('\n\n'),
    method: 'POST',
    path: `/incidents/:id/${action.path}`,
    permission: action.permission,
    params: incidentParams,
    body: action.body,
    success: resultSchema,
    async handle({ params, body, principal, at, request, reply }) {
      const actor = actorOf(principal)
      const command = action.command(body, { actor, at, directory: deps.engine.directory.latest() })
      if ('rejected' in command) return command
      const version = readExpectedVersion(request)
      const { carryOut } = action
      const outcome = await runExpected(deps.engine, params.id as IncidentId, command, { actor, version, carryOut })
      if ('rejected' in outcome) return outcome
      const incident = await readIncident(deps, params.id, principal, deps.engine.clock.now())
      if (!incident) return { rejected: { code: 'not_found' } }
      tellVersion(reply, incident.version)
      return { incident, because: outcome.because }
    },
  })
}

/** `page_responder` → `pageResponder`; what is no verb by itself gets one. */
function operationId(name: string): string {
  const verb = name === 'note' ? 'add_note' : name
  const camel = verb.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return /[A-Z]/.test(camel) ? camel : `${camel}Incident`
}
