import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { accessListQuery, accessListSchema } from './access.schema.ts'
import { listAccess } from './access-log.queries.ts'
import type { Accounts } from './accounts.ts'

export function accessLogRoutes(accounts: Accounts): ApiRoute[] {
  return [
    defineRoute({
      id: 'listAccess',
      tag: 'access',
      summary: 'List who signed in and out, from where, and who tried',
      description:
        'With what happened to passwords and sessions, and the first use of each API key. Attempts that failed are counted together: one ' +
        'row an hour for each address and account.',
      method: 'GET',
      path: '/access-log',
      permission: 'access_log.read',
      query: accessListQuery,
      success: accessListSchema,
      handle: ({ query }) => listAccess(accounts.db, query, readUuidPage(query)),
    }),
  ]
}
