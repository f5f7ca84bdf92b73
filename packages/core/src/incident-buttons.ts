/** When the buttons of delivered pages ask for nothing any more: the messages are edited, also those of whoever did it. */
import { actorName } from './incident-reaction.ts'
import type { IncidentState } from './incident-state.ts'
import type { UserId } from './kernel/brand.ts'
import type { ButtonsNotice, NoticeEvent } from './kernel/decision.ts'
import type { Fact } from './kernel/fact.ts'
import type { Directory } from './people/directory.ts'

/** Channels whose messages have buttons that act, and can be edited. */
export const CHANNELS_WITH_BUTTONS: readonly string[] = ['slack', 'telegram']

/** At most one for facts that were written together; none where nobody who was told has such a message. */
export function listButtonsNotices(
  facts: readonly Fact[],
  { id, response }: IncidentState,
  directory: Directory,
): ButtonsNotice[] {
  const fact = facts.findLast((each) => eventOf(each) !== undefined)
  const event = fact && eventOf(fact)
  if (!fact || !event) return []
  const hasButtons = Object.entries(response.told).some(([user, { channel }]) =>
    [channel, ...(directory.users.get(user as UserId)?.contacts ?? []).map((contact) => contact.channel)].some((each) =>
      CHANNELS_WITH_BUTTONS.includes(each),
    ),
  )
  if (!hasButtons) return []
  const by = actorName(fact, directory)
  const notice = { event, ...(by && { by }), ...(fact.type === 'IncidentMerged' && { into: fact.into }) }
  return [{ kind: 'buttons', incident: id, notice, asked: Object.keys(response.runs) as UserId[] }]
}

function eventOf(fact: Fact): NoticeEvent | undefined {
  switch (fact.type) {
    case 'IncidentAcknowledged':
    case 'AcknowledgementAdded':
      return (fact.stillNeeded ?? 0) > 0 ? undefined : 'acknowledged'
    case 'IncidentMitigated':
      return 'mitigated'
    case 'IncidentResolved':
      return 'resolved'
    case 'IncidentDeclined':
      return 'declined'
    case 'IncidentMerged':
      return 'merged'
    default:
      return undefined
  }
}
