/** Sentences about where people meet: the channel of an incident, its bridge, and what was kept from the chat. */
import type { NoteOrigin } from '@tocsin/core/kernel/chat.ts'
import type { FactOf } from '@tocsin/core/kernel/fact.ts'
import { type SentenceContext, who } from './sentence-context.ts'

type RoomFact = 'ChannelRequested' | 'ChannelOpened' | 'BridgeSet' | 'BridgeRemoved'
type RoomSentences = { [Type in RoomFact]: (fact: FactOf<Type>, context: SentenceContext) => string }

export const ROOM_SENTENCES: RoomSentences = {
  ChannelRequested: ({ actor, because }, context) =>
    because === 'set_by_rule'
      ? 'It gets a channel in Slack, because its priority asks for one.'
      : `${who(actor, context)} asked for a channel in Slack.`,
  ChannelOpened: ({ place }) => `Its channel in Slack is #${place.name}.`,
  BridgeSet: ({ actor, because, url }, context) =>
    because === 'set_by_rule' ? `The call is at ${url}.` : `${who(actor, context)} set the call to ${url}.`,
  BridgeRemoved: ({ actor }, context) => `${who(actor, context)} removed the call.`,
}

/** Whoever wrote it in the chat. */
export function quotedAuthor({ author }: NoteOrigin, { names }: SentenceContext): string {
  return author.user === undefined ? author.name : names.user(author.user).name
}
