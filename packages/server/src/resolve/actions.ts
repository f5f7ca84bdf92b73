import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction, optionalBody, personOf } from '../shell/engine/incident-action.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'

export const resolveActions: readonly IncidentAction[] = [
  defineAction({
    name: 'mitigate',
    path: 'mitigate',
    summary: 'Say that a workaround is in place',
    permission: 'incident.respond',
    body: z.strictObject({ workaround: filledText(LIMITS.textCharsMax) }),
    command: ({ workaround }) => ({ type: 'Mitigate', workaround }),
    probe: () => ({ type: 'Mitigate', workaround: 'x' }),
  }),
  defineAction({
    name: 'resolve',
    path: 'resolve',
    summary: 'Say that the service is back',
    permission: 'incident.respond',
    body: optionalBody({ note: textSchema(LIMITS.textCharsMax).optional() }),
    command: ({ note }, ask) => {
      const by = personOf(ask)
      return { type: 'Resolve', ...(by && { by }), ...(note && { note }), because: 'said_by_responder' }
    },
    probe: () => ({ type: 'Resolve', because: 'said_by_responder' }),
  }),
  defineAction({
    name: 'reopen',
    path: 'reopen',
    summary: 'Open it again, because the fault is back',
    permission: 'incident.respond',
    body: optionalBody({}),
    command: () => ({ type: 'Reopen', because: 'asked' }),
    probe: () => ({ type: 'Reopen', because: 'asked' }),
  }),
]
