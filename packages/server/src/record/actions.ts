/** What people can do to the record of an incident: note, edit, correct. */
import { actorLabel } from '@tocsin/core/kernel/actor.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { defineAction, type IncidentAction } from '../shell/engine/incident-action.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'

const noteSchema = z.int().min(1).describe('The version of the fact that added the note.')

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
    name: 'edit_note',
    path: 'notes/edit',
    summary: 'Change a note of one’s own',
    description: 'A fact of its own: the timeline keeps every wording.',
    permission: 'incident.comment',
    body: z.strictObject({ note: noteSchema, text: filledText(LIMITS.textCharsMax) }),
    command: ({ note, text }) => ({ type: 'EditNote', note, text }),
    probe: ({ record }, { actor }) => ({ type: 'EditNote', note: ownNote(record.notes, actorLabel(actor)), text: 'x' }),
  }),
  defineAction({
    name: 'delete_note',
    path: 'notes/delete',
    summary: 'Delete a note of one’s own',
    description: 'It is no longer shown; the facts keep what was written.',
    permission: 'incident.comment',
    body: z.strictObject({ note: noteSchema }),
    command: ({ note }) => ({ type: 'DeleteNote', note }),
    probe: ({ record }, { actor }) => ({ type: 'DeleteNote', note: ownNote(record.notes, actorLabel(actor)) }),
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

/** One that the person may change, or one that nobody may. */
function ownNote(notes: Record<number, string>, author: string): number {
  return Number(Object.keys(notes).find((note) => notes[Number(note)] === author) ?? 0)
}

function earlier<T extends number>(at: T): T {
  return (at - 1) as T
}
