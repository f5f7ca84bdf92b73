import { z } from 'zod'
import { namesOf } from '../people/directory-names.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { incidentParams } from './incident.schema.ts'
import type { Presence, PresenceWord } from './presence.ts'

export interface PresenceDeps {
  presence: Pick<Presence, 'list'>
  /** Takes a word of a person, here and on the other nodes, and tells those who watch when it changed anything. */
  tellPresence(word: PresenceWord): void
  engine: Pick<EngineDeps, 'directory'>
}

const presenceSchema = z
  .object({ people: z.array(z.object({ user: namedSchema, state: z.enum(['viewing', 'typing']) })) })
  .meta({ id: 'Presence' })

export function presenceRoutes(deps: PresenceDeps): ApiRoute[] {
  const shown = (incident: string) => {
    const names = namesOf(deps.engine.directory.latest())
    return { people: deps.presence.list(incident).map(({ user, state }) => ({ user: names.user(user), state })) }
  }
  return [
    defineRoute({
      id: 'listPresence',
      tag: 'incidents',
      summary: 'Who looks at an incident now',
      method: 'GET',
      path: '/incidents/:id/presence',
      permission: 'incident.read',
      params: incidentParams,
      success: presenceSchema,
      handle: async ({ params }) => shown(params.id),
    }),
    defineRoute({
      id: 'sayPresence',
      tag: 'incidents',
      summary: 'Say that you look at it, write about it, or have left',
      description: 'Said again every 20 s; whoever is silent for 50 s has left. A key is nobody and looks unseen.',
      method: 'PUT',
      path: '/incidents/:id/presence',
      permission: 'incident.read',
      params: incidentParams,
      body: z.strictObject({ state: z.enum(['viewing', 'typing', 'gone']) }),
      success: presenceSchema,
      async handle({ params, body, principal }) {
        if (principal.kind === 'user') deps.tellPresence({ incident: params.id, user: principal.id, state: body.state })
        return shown(params.id)
      },
    }),
  ]
}
