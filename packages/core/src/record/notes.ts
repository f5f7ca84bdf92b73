/**
 * Notes: what people write into the record. Only who wrote one may change it, and the facts keep every wording. What somebody kept from a
 * chat is the note of whoever wrote it there, and follows the message: it is one note however often it is kept, until it is deleted.
 */
import { actorLabel } from '../kernel/actor.ts'
import type { NoteOrigin } from '../kernel/chat.ts'
import type { Context, Decision } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Fact } from '../kernel/fact.ts'

export interface NotesState {
  notesCount: number
  /** The notes that are there, by the version of the fact that added each → who wrote it. */
  notes: Record<number, string>
  /** Those that came from a chat, by their message; absent while there are none. */
  quotes?: Record<string, Quote>
}

interface Quote {
  note: number
  /** A checksum of how it was last worded: chats tell of changes that change no word, such as the preview of a link. */
  words: number
}

const NOTE_COMMANDS: readonly string[] = ['AddNote', 'EditNote', 'DeleteNote', 'EditQuote', 'DeleteQuote']

export function isNoteCommand(command: { type: string }): command is NoteCommand {
  return NOTE_COMMANDS.includes(command.type)
}

/** A message of a chat. */
export type QuotedMessage = Pick<NoteOrigin, 'channel' | 'ts'>

export type NoteCommand =
  | { type: 'AddNote'; text: string; from?: NoteOrigin }
  | { type: 'EditNote'; note: number; text: string }
  | { type: 'DeleteNote'; note: number }
  /** The message was changed in the chat. */
  | { type: 'EditQuote'; message: QuotedMessage; text: string }
  /** The message is gone from the chat, or nobody wants it kept any more. */
  | { type: 'DeleteQuote'; message: QuotedMessage }

export function decideNote({ notes, quotes = {} }: NotesState, command: NoteCommand, { actor }: Context): Decision {
  const because = 'asked'
  switch (command.type) {
    case 'AddNote': {
      const { text, from } = command
      if (from && quotes[keyOf(from)]) return nothing('no_change')
      return decided(because, { type: 'NoteAdded', text, ...(from && { from }), because })
    }
    case 'EditQuote': {
      const quote = quotes[keyOf(command.message)]
      if (!quote || quote.words === checksum(command.text)) return nothing('no_change')
      return decided(because, { type: 'NoteEdited', note: quote.note, text: command.text, because })
    }
    case 'DeleteQuote': {
      const quote = quotes[keyOf(command.message)]
      return quote ? decided(because, { type: 'NoteDeleted', note: quote.note, because }) : nothing('no_change')
    }
    default: {
      const { note } = command
      if (notes[note] === undefined) return rejected('note_not_found', { note })
      if (notes[note] !== actorLabel(actor)) return rejected('note_of_other', { note })
      return command.type === 'EditNote'
        ? decided(because, { type: 'NoteEdited', note, text: command.text, because })
        : decided(because, { type: 'NoteDeleted', note, because })
    }
  }
}

export function evolveNotes<State extends NotesState>(state: State, fact: Fact): State {
  switch (fact.type) {
    case 'NoteAdded': {
      const { from, version, text } = fact
      const notes = { ...state.notes, [version]: from ? authorLabel(from) : actorLabel(fact.actor) }
      const quotes = from && { ...state.quotes, [keyOf(from)]: { note: version, words: checksum(text) } }
      return { ...state, notesCount: state.notesCount + 1, notes, ...(quotes && { quotes }) }
    }
    case 'NoteEdited': {
      const key = quoteOf(state, fact.note)
      return key === undefined
        ? state
        : { ...state, quotes: { ...state.quotes, [key]: { note: fact.note, words: checksum(fact.text) } } }
    }
    case 'NoteDeleted': {
      const { [fact.note]: _, ...notes } = state.notes
      const left = { ...state, notesCount: state.notesCount - 1, notes }
      const key = quoteOf(state, fact.note)
      if (key === undefined) return left
      const { [key]: __, ...quotes } = state.quotes ?? {}
      return { ...left, quotes }
    }
    default:
      return state
  }
}

function quoteOf({ quotes = {} }: NotesState, note: number): string | undefined {
  return Object.keys(quotes).find((key) => quotes[key]?.note === note)
}

function keyOf({ channel, ts }: QuotedMessage): string {
  return `${channel} ${ts}`
}

/** FNV-1a, 32 bits (RFC 9923). */
function checksum(text: string): number {
  let sum = 0x811c9dc5
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193)
  return sum >>> 0
}

/** Of somebody who is not known here nobody can claim to be the author. */
function authorLabel({ author, channel }: NoteOrigin): string {
  return author.user ?? `${channel}:${author.name}`
}
