import type { Icon } from '@tabler/icons-react'
import IconArrowBackUp from '@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs'
import IconArrowsSplit2 from '@tabler/icons-react/dist/esm/icons/IconArrowsSplit2.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconBandage from '@tabler/icons-react/dist/esm/icons/IconBandage.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconChecks from '@tabler/icons-react/dist/esm/icons/IconChecks.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconClockEdit from '@tabler/icons-react/dist/esm/icons/IconClockEdit.mjs'
import IconFlag from '@tabler/icons-react/dist/esm/icons/IconFlag.mjs'
import IconGitMerge from '@tabler/icons-react/dist/esm/icons/IconGitMerge.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconHash from '@tabler/icons-react/dist/esm/icons/IconHash.mjs'
import IconHeadset from '@tabler/icons-react/dist/esm/icons/IconHeadset.mjs'
import IconMessageReport from '@tabler/icons-react/dist/esm/icons/IconMessageReport.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconTag from '@tabler/icons-react/dist/esm/icons/IconTag.mjs'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import IconUserShare from '@tabler/icons-react/dist/esm/icons/IconUserShare.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import type { ComponentType } from 'react'
import type { ActionName } from '../../api/types.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { lazyPart } from '../../ui/lazy-part.ts'

// Nothing of a dialog is needed to read the page or to acknowledge, so none is part of its first load.
const CloseDialog = lazyPart(async () => ({
  default: (await import('../../features/close/close-dialog.tsx')).CloseDialog,
}))
const DeclineDialog = lazyPart(async () => ({
  default: (await import('../../features/close/decline-dialog.tsx')).DeclineDialog,
}))
const ClassifyDialog = lazyPart(async () => ({
  default: (await import('../../features/classify/classify-dialog.tsx')).ClassifyDialog,
}))
const EditIncidentDialog = lazyPart(async () => ({
  default: (await import('../../features/record/edit-incident-dialog.tsx')).EditIncidentDialog,
}))
const CorrectDialog = lazyPart(async () => ({
  default: (await import('../../features/record/correct-dialog.tsx')).CorrectDialog,
}))
const PriorityDialog = lazyPart(async () => ({
  default: (await import('../../features/prioritise/priority-dialog.tsx')).PriorityDialog,
}))
const MergeDialog = lazyPart(async () => ({
  default: (await import('../../features/close/merge-dialog.tsx')).MergeDialog,
}))
const UnmergeDialog = lazyPart(async () => ({
  default: (await import('../../features/close/unmerge-dialog.tsx')).UnmergeDialog,
}))
const MitigateDialog = lazyPart(async () => ({
  default: (await import('../../features/resolve/mitigate-dialog.tsx')).MitigateDialog,
}))
const ReopenDialog = lazyPart(async () => ({
  default: (await import('../../features/resolve/reopen-dialog.tsx')).ReopenDialog,
}))
const ResolveDialog = lazyPart(async () => ({
  default: (await import('../../features/resolve/resolve-dialog.tsx')).ResolveDialog,
}))
const EscalateDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/escalate-dialog.tsx')).EscalateDialog,
}))
const PageResponderDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/page-responder-dialog.tsx')).PageResponderDialog,
}))
const ProgressDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/progress-dialog.tsx')).ProgressDialog,
}))
const ReassignDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/reassign-dialog.tsx')).ReassignDialog,
}))
const BridgeDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/bridge-dialog.tsx')).BridgeDialog,
}))
const ChannelDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/channel-dialog.tsx')).ChannelDialog,
}))
const SnoozeDialog = lazyPart(async () => ({
  default: (await import('../../features/respond/snooze-dialog.tsx')).SnoozeDialog,
}))

export interface IncidentAction {
  name: Exclude<ActionName, 'note'>
  binding: string
  icon: Icon
  /** Absent: done at once, without a question. */
  dialog?: ComponentType<ActionDialogProps>
}

/** In the order of the work. What of it is allowed, and why the rest is not, is the server's word. */
export const INCIDENT_ACTIONS: readonly IncidentAction[] = [
  { name: 'acknowledge', binding: 'a', icon: IconHandStop },
  { name: 'resolve', binding: 'r', icon: IconCheck, dialog: ResolveDialog },
  { name: 'close', binding: 'c', icon: IconChecks, dialog: CloseDialog },
  { name: 'escalate', binding: 'e', icon: IconArrowUp, dialog: EscalateDialog },
  { name: 'page_responder', binding: 'o', icon: IconUserPlus, dialog: PageResponderDialog },
  { name: 'report_progress', binding: 'h', icon: IconMessageReport, dialog: ProgressDialog },
  { name: 'snooze', binding: 's', icon: IconClock, dialog: SnoozeDialog },
  { name: 'reassign', binding: 'm', icon: IconUserShare, dialog: ReassignDialog },
  { name: 'mitigate', binding: 'w', icon: IconBandage, dialog: MitigateDialog },
  { name: 'classify', binding: 'v', icon: IconTag, dialog: ClassifyDialog },
  { name: 'override_priority', binding: 'p', icon: IconFlag, dialog: PriorityDialog },
  { name: 'edit', binding: 't', icon: IconPencil, dialog: EditIncidentDialog },
  { name: 'correct', binding: 'd', icon: IconClockEdit, dialog: CorrectDialog },
  { name: 'set_bridge', binding: 'b', icon: IconHeadset, dialog: BridgeDialog },
  { name: 'request_channel', binding: 'l', icon: IconHash, dialog: ChannelDialog },
  { name: 'reopen', binding: 'u', icon: IconArrowBackUp, dialog: ReopenDialog },
  { name: 'merge', binding: 'i', icon: IconGitMerge, dialog: MergeDialog },
  { name: 'unmerge', binding: 'y', icon: IconArrowsSplit2, dialog: UnmergeDialog },
  { name: 'decline', binding: 'x', icon: IconX, dialog: DeclineDialog },
]

/** The one button that stands out: the first of these that is allowed. */
export const MAIN_ACTIONS: readonly IncidentAction['name'][] = ['acknowledge', 'resolve', 'close', 'unmerge']

/** Beside it in the bar; the rest is in the menu. */
export const BAR_ACTIONS: readonly IncidentAction['name'][] = [
  'acknowledge',
  'resolve',
  'close',
  'escalate',
  'page_responder',
  'snooze',
  'merge',
  'reopen',
]
