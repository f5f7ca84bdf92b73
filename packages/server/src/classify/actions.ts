import { CATEGORY_LEVELS_MAX } from '@tocsin/core/classify/classification.ts'
import { SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction } from '../shell/engine/incident-action.ts'
import { filledText } from '../shell/http/text-schema.ts'

const CATEGORY_CHARS_MAX = 100

export const classifyActions: readonly IncidentAction[] = [
  defineAction({
    name: 'classify',
    path: 'classify',
    summary: 'Set severity, scope or category',
    description: 'The priority follows by the matrix, unless somebody overrode it.',
    permission: 'incident.respond',
    body: z.strictObject({
      severity: z.enum(SEVERITIES).optional(),
      scope: z.enum(SCOPES).optional(),
      category: z
        .array(filledText(CATEGORY_CHARS_MAX))
        .max(CATEGORY_LEVELS_MAX)
        .optional()
        .meta({ examples: [['infrastructure', 'database', 'replication']] }),
    }),
    command: (body) => ({ type: 'Classify', ...body, because: 'set_by_hand' }),
    probe: ({ classification }) => ({
      type: 'Classify',
      severity: classification.severity === 'low' ? 'high' : 'low',
      because: 'set_by_hand',
    }),
  }),
]
