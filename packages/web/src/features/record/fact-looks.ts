import type { Icon } from '@tabler/icons-react'
import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconArrowBackUp from '@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs'
import IconArrowsSplit2 from '@tabler/icons-react/dist/esm/icons/IconArrowsSplit2.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconBandage from '@tabler/icons-react/dist/esm/icons/IconBandage.mjs'
import IconBell from '@tabler/icons-react/dist/esm/icons/IconBell.mjs'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconFlame from '@tabler/icons-react/dist/esm/icons/IconFlame.mjs'
import IconGitMerge from '@tabler/icons-react/dist/esm/icons/IconGitMerge.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconMessageReport from '@tabler/icons-react/dist/esm/icons/IconMessageReport.mjs'
import IconNote from '@tabler/icons-react/dist/esm/icons/IconNote.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import type { FactType } from '@tocsin/core/kernel/fact.ts'
import type { Tone } from '../../ui/tag.tsx'

/** How a fact is drawn. Quiet ones are steps on the way: small, without a sign of their own. */
export interface FactLook {
  icon: Icon
  tone: Tone
  isQuiet: boolean
}

const loud = (icon: Icon, tone: Tone): FactLook => ({ icon, tone, isQuiet: false })
const quiet = (tone: Tone = 'plain', icon: Icon = IconPencil): FactLook => ({ icon, tone, isQuiet: true })

export const FACT_LOOKS: Record<FactType, FactLook> = {
  IncidentOpened: loud(IconFlame, 'alarm'),
  AlertsAttached: loud(IconBolt, 'alarm'),
  AlertsCleared: loud(IconCheck, 'ok'),
  GroupReleased: quiet(),
  FlappingNoted: loud(IconActivity, 'warn'),
  FlappingEnded: quiet('ok'),
  NoteAdded: loud(IconNote, 'accent'),
  NoteEdited: quiet('accent'),
  NoteDeleted: quiet(),
  ReportAdded: loud(IconUser, 'warn'),
  ReportVerified: quiet('ok'),
  FixJudged: loud(IconMessageReport, 'accent'),
  IncidentEdited: quiet(),
  InstantCorrected: quiet(),
  ServicesAffected: quiet(),
  SeverityAssessed: quiet(),
  ScopeAssessed: quiet(),
  CategorySet: quiet(),
  PriorityAssessed: quiet(),
  EscalationStarted: quiet(),
  StepFired: loud(IconBell, 'warn'),
  StepSkipped: loud(IconAlertTriangle, 'warn'),
  StepHeld: loud(IconClock, 'plain'),
  CriterionMet: loud(IconArrowUp, 'alarm'),
  ProgressReported: loud(IconMessageReport, 'accent'),
  PagingRepaired: loud(IconAlertTriangle, 'warn'),
  EscalationExhausted: loud(IconAlertTriangle, 'alarm'),
  ResponderPaged: loud(IconBell, 'warn'),
  ResponderJoined: loud(IconUser, 'accent'),
  PageRequested: quiet(),
  PageAttempted: quiet(),
  PersonUnreachable: loud(IconAlertTriangle, 'alarm'),
  PageDelivered: quiet('ok'),
  IncidentAcknowledged: loud(IconHandStop, 'accent'),
  AcknowledgementAdded: loud(IconHandStop, 'accent'),
  AcknowledgementRenewed: quiet('accent', IconHandStop),
  OwnerAssigned: quiet('accent'),
  LevelReached: loud(IconArrowUp, 'warn'),
  IncidentSnoozed: loud(IconClock, 'plain'),
  SnoozeEnded: loud(IconClock, 'warn'),
  IncidentMitigated: loud(IconBandage, 'violet'),
  ServiceRestored: loud(IconCheck, 'ok'),
  IncidentResolved: loud(IconCheck, 'ok'),
  ChannelRequested: quiet(),
  ChannelOpened: loud(IconMessageReport, 'accent'),
  BridgeSet: loud(IconUser, 'accent'),
  BridgeRemoved: quiet(),
  IncidentReopened: loud(IconArrowBackUp, 'alarm'),
  IncidentClosed: loud(IconCheck, 'plain'),
  IncidentDeclined: loud(IconX, 'plain'),
  IncidentMerged: loud(IconGitMerge, 'violet'),
  IncidentAbsorbed: loud(IconGitMerge, 'violet'),
  IncidentUnmerged: loud(IconArrowsSplit2, 'violet'),
  IncidentSplitOff: loud(IconArrowsSplit2, 'violet'),
}

/** A fact that this console is too old to know is still shown. */
export function lookOf(type: string): FactLook {
  return (FACT_LOOKS as Partial<Record<string, FactLook>>)[type] ?? quiet()
}
