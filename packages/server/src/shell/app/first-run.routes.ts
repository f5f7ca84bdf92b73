import type { Principal } from '../auth/principal.ts'
import { actorOf } from '../auth/principal.ts'
import { changeConfiguration } from '../config/change-configuration.ts'
import type { ConfigurationDeps } from '../config/configuration-deps.ts'
import { settingKind } from '../config/setting-configuration.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { dismissBody, firstRunSchema, firstServiceBody } from './first-run.schema.ts'
import { DISMISSED_KEY, readFirstRun } from './first-run.ts'
import { makeFirstService } from './first-service.ts'

/** Whoever may change the configuration may take the first steps. */
const PERMISSION = 'configuration.write' as const

export function firstRunRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const show = (principal: Principal) =>
    readFirstRun(deps.db, deps.directory(), principal.kind === 'user' ? principal.id : undefined)
  return [
    defineRoute({
      id: 'getFirstRun',
      tag: 'home',
      summary: 'The first steps of the installation, and which of them are done',
      method: 'GET',
      path: '/first-run',
      permission: PERMISSION,
      success: firstRunSchema,
      handle: ({ principal }) => show(principal),
    }),
    defineRoute({
      id: 'dismissFirstRun',
      tag: 'home',
      summary: 'Show the first steps no more, or again',
      method: 'PATCH',
      path: '/first-run',
      permission: PERMISSION,
      body: dismissBody,
      success: firstRunSchema,
      async handle({ body, principal, at }) {
        const row = { key: DISMISSED_KEY, value: body.is_dismissed }
        const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, (editor) =>
          editor.put(settingKind, row),
        )
        if ('rejected' in outcome) return outcome
        await deps.configurationChanged()
        return show(principal)
      },
    }),
    defineRoute({
      id: 'makeFirstService',
      tag: 'home',
      summary: 'Make a service that pages the caller, with team, schedule and policy',
      description:
        'The caller is on call. The policy is the ladder of the procedure with its criteria: the schedule is called first, the team after five minutes; nobody is named for L3 and management yet, which are left out until somebody is. It begins anew twice.',
      method: 'POST',
      path: '/first-run/service',
      permission: PERMISSION,
      body: firstServiceBody,
      success: firstRunSchema,
      status: 201,
      async handle({ body, principal, at }) {
        if (principal.kind !== 'user') return { rejected: { code: 'forbidden' as const } }
        const outcome = await makeFirstService(deps.db, { body, principal, at })
        if ('rejected' in outcome) return outcome
        await deps.configurationChanged()
        return show(principal)
      },
    }),
  ]
}
