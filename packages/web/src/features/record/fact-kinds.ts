import type { FactType } from '@tocsin/core/kernel/fact.ts'
import type { IncidentFact } from '../../api/types.ts'

/** What an entry of the timeline is about, for whoever wants to see some of them alone. */
export const FACT_KINDS = ['people', 'pages', 'alerts', 'system'] as const
export type FactKind = (typeof FACT_KINDS)[number]

const ofPages: readonly FactType[] = [
  ...(['EscalationStarted', 'StepFired', 'StepSkipped', 'EscalationExhausted', 'ResponderPaged'] as const),
  ...(['StepHeld', 'CriterionMet', 'PagingRepaired'] as const),
  ...(['PageRequested', 'PageAttempted', 'PageDelivered', 'PersonUnreachable', 'LevelReached'] as const),
]
const ofAlerts: readonly FactType[] = ['AlertsAttached', 'AlertsCleared', 'GroupReleased', 'ServicesAffected']

/** What it is about comes first; of the rest it matters who did it. */
export function kindOf({ type, actor }: Pick<IncidentFact, 'type' | 'actor'>): FactKind {
  if (ofPages.includes(type)) return 'pages'
  if (ofAlerts.includes(type)) return 'alerts'
  return actor.kind === 'user' || actor.kind === 'key' ? 'people' : 'system'
}

/** A note as it stands now. */
export interface NoteNow {
  text: string
  isEdited: boolean
  isDeleted: boolean
}

/** The notes by the version of the fact that added each, with every later wording folded in. `facts` the oldest first. */
export function foldNotes(facts: readonly IncidentFact[]): Map<number, NoteNow> {
  const notes = new Map<number, NoteNow>()
  for (const { type, version, data } of facts) {
    if (type === 'NoteAdded') notes.set(version, { text: String(data.text ?? ''), isEdited: false, isDeleted: false })
    const note = notes.get(Number(data.note))
    if (!note) continue
    if (type === 'NoteEdited') notes.set(Number(data.note), { ...note, text: String(data.text ?? ''), isEdited: true })
    if (type === 'NoteDeleted') notes.set(Number(data.note), { ...note, isDeleted: true })
  }
  return notes
}
