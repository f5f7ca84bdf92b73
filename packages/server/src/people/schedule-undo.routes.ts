/** Takes back the last edit of the layers of a schedule. */
import { undoVersion } from '@tocsin/core/respond/schedule-version.ts'
import { z } from 'zod'
import { actorOf } from '../shell/auth/principal.ts'
import { changeConfiguration, getForChange } from '../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from '../shell/config/file/current-configuration.ts'
import { rejectOldVersion } from '../shell/config/thing-version.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readExpectedVersion } from '../shell/http/expected-version.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { calendarsIn, scheduleKind } from './schedule-configuration.ts'

export function undoEditRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'undoScheduleEdit',
    tag: 'schedules',
    summary: 'Take back the last edit of the layers',
    description:
      'An edit that is yet to begin goes. Of one that has begun the past stays: the layers before it are in force again from now on, with whose turn it would have been.',
    method: 'POST',
    path: '/schedules/:id/undo',
    permission: 'configuration.write',
    params: z.object({ id: textSchema(100) }),
    query: z.strictObject({
      begins: instantSchema
        .optional()
        .describe('Which edit, by when it begins; without it the last. Others that are planned stay.'),
    }),
    async handle({ params, query, principal, at, request }) {
      const expected = readExpectedVersion(request)
      const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
        const row = await getForChange(editor, scheduleKind, params.id)
        if (scheduleKind.ownerOf(row) === 'file') editor.reject('owned_by_file', { kind: 'schedule', id: params.id })
        await rejectOldVersion(editor, { kind: 'schedule', id: params.id }, expected)
        const calendars = calendarsIn(referencesOf(await loadCurrentConfiguration(editor.db)))
        const known = { layers: row.layers, before: row.earlier }
        const undone = undoVersion(known, at, { begins: query.begins, calendars })
        if (!undone)
          return editor.reject('invalid_request', undefined, [{ path: ['id'], problem: 'has no edit to take back' }])
        await editor.put(scheduleKind, { ...row, layers: undone.layers, earlier: undone.before ?? [] })
      })
      if ('rejected' in outcome) return outcome
      await deps.configurationChanged()
      return undefined
    },
  })
}
