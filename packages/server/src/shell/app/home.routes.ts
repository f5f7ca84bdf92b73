import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { readFirstRun } from './first-run.ts'
import { homeSchema } from './home.schema.ts'
import { type HomeDeps, readHome } from './home.ts'
import { taskListSchema } from './my-tasks.schema.ts'
import { listMyTasks } from './my-tasks.ts'

const TASKS_USUAL = 50

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
    defineRoute({
      id: 'listMyTasks',
      tag: 'home',
      summary: 'What is asked of the caller, beside the pages that call them',
      description: 'Of a person only: a key has no tasks. Each is there until what it asks for is done.',
      method: 'GET',
      path: '/home/tasks',
      permission: 'incident.read',
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(LIMITS.listPageSizeMax).default(TASKS_USUAL),
      }),
      success: taskListSchema,
      async handle({ principal, query, at }) {
        const tasks = principal.kind === 'user' ? await listMyTasks(deps, principal, at) : []
        return { items: tasks.slice(0, query.limit), total: tasks.length, next: null }
      },
    }),
  ]
}
