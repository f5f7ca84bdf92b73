/** Which facts the chat channel of an incident shows: as words of its own, in its topic and summary, or as somebody who is to be in it. */
import type { IncidentState } from './incident-state.ts'
import type { ChannelNotice } from './kernel/decision.ts'
import type { Fact, FactType } from './kernel/fact.ts'

/** What the channel is told in words, each by a message. */
export const TOLD_IN_CHANNEL: readonly FactType[] = [
  ...(['PriorityAssessed', 'StepFired', 'EscalationExhausted', 'CriterionMet', 'LevelReached'] as const),
  ...(['IncidentAcknowledged', 'OwnerAssigned', 'ResponderPaged', 'ProgressReported'] as const),
  ...(['IncidentMitigated', 'ServiceRestored', 'IncidentResolved', 'IncidentReopened', 'IncidentClosed'] as const),
  ...(['IncidentDeclined', 'IncidentMerged', 'IncidentAbsorbed', 'IncidentUnmerged', 'IncidentSplitOff'] as const),
  ...(['BridgeSet', 'BridgeRemoved', 'IncidentSnoozed'] as const),
]

/** What changes its topic, its summary, or who is in it, and needs no words. */
const SHOWN: readonly FactType[] = [
  ...(['ChannelRequested', 'IncidentEdited', 'ServicesAffected', 'SeverityAssessed', 'ScopeAssessed'] as const),
  ...(['ResponderJoined', 'AcknowledgementAdded', 'SnoozeEnded', 'PersonUnreachable', 'InstantCorrected'] as const),
]

/** At most one for facts that were written together; none for an incident without a channel. */
export function listChannelNotices(facts: readonly Fact[], { id, version, room }: IncidentState): ChannelNotice[] {
  if (!room?.channel) return []
  const isShown = facts.some(({ type }) => TOLD_IN_CHANNEL.includes(type) || SHOWN.includes(type))
  return isShown ? [{ kind: 'channel', incident: id, version }] : []
}
