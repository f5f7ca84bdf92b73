import { can } from '@tocsin/core/people/permissions.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { readFirstRun } from './first-run.ts'
import { homeSchema } from './home.schema.ts'
import { type HomeDeps, readHome } from './home.ts'

export function homeRoutes(deps: HomeDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'getHome',
      tag: 'home',
      summary: 'The first screen: what the caller is needed for, and how things are',
      method: 'GET',
      path: '/home',
      permission: 'incident.read',
      success: homeSchema,
      async handle({ principal, at }) {
        const home = await readHome(deps, { principal, at })
        if (principal.kind !== 'user' || !can(principal, 'configuration.write').allowed)
          return { ...home, first_run: null }
        const firstRun = await readFirstRun(deps.db, deps.engine.directory.latest(), principal.id)
        return { ...home, first_run: firstRun.is_dismissed || firstRun.is_done ? null : firstRun }
      },
    }),
  ]
}
