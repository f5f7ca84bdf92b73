/** What people can do to the record of an incident: note, edit, correct. */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction } from '../shell/engine/incident-action.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'

export const recordActions: readonly IncidentAction[] = [
  defineAction({
    name: 'note',
    path: 'notes',
    summary: 'Add a note',
    permission: 'incident.comment',
    body: z.strictObject({ text: filledText(LIMITS.textCharsMax).meta({ examples: ['Restarting the primary.'] }) }),
    command: ({ text }) => ({ type: 'AddNote', text }),
    probe: () => ({ type: 'AddNote', text: 'x' }),
  }),
  defineAction({
    name: 'edit',
    path: 'edit',
    summary: 'Change title, description or symptoms',
    permission: 'incident.respond',
    body: z.strictObject({
      title: filledText(LIMITS.titleCharsMax).optional(),
      description: textSchema(LIMITS.textCharsMax).optional(),
      symptoms: textSchema(LIMITS.textCharsMax).optional(),
    }),
    command: (body) => ({ type: 'EditIncident', ...body }),
    probe: ({ record }) => ({ type: 'EditIncident', title: `${record.title}.` }),
  }),
  defineAction({
    name: 'correct',
    path: 'correct',
    summary: 'Correct when a stage was reached',
    description: 'A fact of its own: the timeline keeps what was recorded first.',
    permission: 'incident.respond',
    body: z.strictObject({
      stage: z.enum(['occurred', 'detected', 'acknowledged', 'mitigated', 'resolved']),
      to: instantSchema,
      reason: textSchema(LIMITS.textCharsMax).default(''),
    }),
    command: (body) => ({ type: 'CorrectInstant', ...body }),
    probe: ({ times }) => ({ type: 'CorrectInstant', stage: 'occurred', to: earlier(times.occurred), reason: 'x' }),
  }),
]

function earlier<T extends number>(at: T): T {
  return (at - 1) as T
}
