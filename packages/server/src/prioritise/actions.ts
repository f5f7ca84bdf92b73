import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction } from '../shell/engine/incident-action.ts'
import { textSchema } from '../shell/http/text-schema.ts'

export const prioritiseActions: readonly IncidentAction[] = [
  defineAction({
    name: 'override_priority',
    path: 'priority',
    summary: 'Override the priority',
    description: 'From then on the matrix no longer changes it.',
    permission: 'incident.respond',
    body: z.strictObject({
      priority: z.enum(PRIORITIES),
      reason: textSchema(LIMITS.textCharsMax).default('').describe('Why the matrix is wrong here.'),
    }),
    command: ({ priority, reason }) => ({ type: 'OverridePriority', priority, reason }),
    probe: ({ priority }) => ({
      type: 'OverridePriority',
      priority: priority.priority === 'P1' ? 'P2' : 'P1',
      reason: 'x',
    }),
  }),
]
