/** Notes: what people write into the record. Only who wrote one may change it, and the facts keep every wording. */
import { actorLabel } from '../kernel/actor.ts'
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, rejected } from '../kernel/decision.ts'
import type { Fact } from '../kernel/fact.ts'

export interface NotesState {
  notesCount: number
  /** The notes that are there, by the version of the fact that added each → who wrote it. */
  notes: Record<number, string>
}

export type NoteCommand =
  | { type: 'AddNote'; text: string }
  | { type: 'EditNote'; note: number; text: string }
  | { type: 'DeleteNote'; note: number }

export function decideNote({ notes }: NotesState, command: NoteCommand, { actor }: Context): Decision {
  const because = 'asked'
  if (command.type === 'AddNote') return decided(because, { type: 'NoteAdded', text: command.text, because })
  const { note } = command
  if (notes[note] === undefined) return rejected('note_not_found', { note })
  if (notes[note] !== actorLabel(actor)) return rejected('note_of_other', { note })
  return command.type === 'EditNote'
    ? decided(because, { type: 'NoteEdited', note, text: command.text, because })
    : decided(because, { type: 'NoteDeleted', note, because })
}

export function evolveNotes<State extends NotesState>(state: State, fact: Fact): State {
  if (fact.type === 'NoteAdded') {
    const notes = { ...state.notes, [fact.version]: actorLabel(fact.actor) }
    return { ...state, notesCount: state.notesCount + 1, notes }
  }
  if (fact.type !== 'NoteDeleted') return state
  const { [fact.note]: _, ...notes } = state.notes
  return { ...state, notesCount: state.notesCount - 1, notes }
}
