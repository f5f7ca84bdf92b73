import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction, personOf } from '../shell/engine/incident-action.ts'
import { textSchema } from '../shell/http/text-schema.ts'

const body = z.strictObject({ reason: textSchema(LIMITS.textCharsMax).default('').describe('Why; it is required.') })

export const closeActions: readonly IncidentAction[] = [
  defineAction({
    name: 'close',
    path: 'close',
    summary: 'Close a resolved incident',
    permission: 'incident.close',
    body,
    command: ({ reason }, ask) => ({ type: 'Close', reason, ...byOf(personOf(ask)) }),
    probe: () => ({ type: 'Close', reason: 'x' }),
  }),
  defineAction({
    name: 'decline',
    path: 'decline',
    summary: 'Decline it: it is a service request and no incident',
    permission: 'incident.close',
    body,
    command: ({ reason }, ask) => ({ type: 'Decline', reason, ...byOf(personOf(ask)) }),
    probe: () => ({ type: 'Decline', reason: 'x' }),
  }),
]

function byOf<T>(by: T | undefined): { by?: T } {
  return by === undefined ? {} : { by }
}
