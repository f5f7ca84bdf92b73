import { expect, test } from 'vitest'
import type { NoteOrigin } from '../kernel/chat.ts'
import { ANA, BOB } from '../testing/directory.ts'
import { given, person } from '../testing/story.ts'
import { at } from '../testing/time.ts'

const FROM: NoteOrigin = {
  ...{ system: 'slack', channel: 'C1', ts: '1700000001.000100', at: at('1m') },
  author: { user: BOB, name: 'Bob' },
}
const MESSAGE = { channel: 'C1', ts: '1700000001.000100' }
const KEPT = { type: 'AddNote', text: 'It is DNS', from: FROM } as const

test('a message that is kept is one note, of whoever wrote it, however often somebody keeps it', () => {
  const story = given().opened().when(KEPT, '2m', person(ANA))
  story.thenFacts({ type: 'NoteAdded', text: 'It is DNS', from: FROM, actor: person(ANA) })
  const note = story.state.version
  story.when(KEPT, '3m', person(BOB)).thenNothing('no_change')
  story.when({ type: 'EditNote', note, text: 'mine' }, '4m', person(ANA)).thenRejected('note_of_other')
  story.when({ type: 'EditNote', note, text: 'It is BGP' }, '4m', person(BOB)).thenFacts('NoteEdited')
})

test('it follows the message: new words are a new wording, the same words change nothing, and it goes with the message', () => {
  const story = given().opened().when(KEPT, '2m', person(ANA))
  const note = story.state.version
  story.when({ type: 'EditQuote', message: MESSAGE, text: 'It is DNS' }, '3m').thenNothing('no_change')
  story.when({ type: 'EditQuote', message: MESSAGE, text: 'It was DNS' }, '3m')
  story.thenFacts({ type: 'NoteEdited', note, text: 'It was DNS' })
  story.when({ type: 'DeleteQuote', message: MESSAGE }, '4m').thenFacts({ type: 'NoteDeleted', note })
  story.when({ type: 'DeleteQuote', message: MESSAGE }, '5m').thenNothing('no_change')
  expect(story.state.record.notesCount).toBe(0)
  story.when(KEPT, '6m', person(ANA)).thenFacts('NoteAdded')
})

test('what was never kept is nobody’s business, and nobody is taken for a stranger of the chat', () => {
  const story = given().opened()
  story.when({ type: 'EditQuote', message: MESSAGE, text: 'x' }, '1m').thenNothing('no_change')
  story.when({ ...KEPT, from: { ...FROM, author: { name: 'ana' } } }, '2m', person(ANA))
  const note = story.state.version
  story.when({ type: 'DeleteNote', note }, '3m', person(ANA)).thenRejected('note_of_other')
})
