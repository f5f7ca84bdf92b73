import type { Icon } from '@tabler/icons-react'
import IconArrowBackUp from '@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconBandage from '@tabler/icons-react/dist/esm/icons/IconBandage.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconChecks from '@tabler/icons-react/dist/esm/icons/IconChecks.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconFlag from '@tabler/icons-react/dist/esm/icons/IconFlag.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import IconUserShare from '@tabler/icons-react/dist/esm/icons/IconUserShare.mjs'
import IconX from '@tabler/icons-react/dist/esm/icons/IconX.mjs'
import type { ComponentType } from 'react'
import type { ActionName } from '../../api/types.ts'
import { CloseDialog } from '../../features/close/close-dialog.tsx'
import { DeclineDialog } from '../../features/close/decline-dialog.tsx'
import { PriorityDialog } from '../../features/prioritise/priority-dialog.tsx'
import { MitigateDialog } from '../../features/resolve/mitigate-dialog.tsx'
import { ReopenDialog } from '../../features/resolve/reopen-dialog.tsx'
import { ResolveDialog } from '../../features/resolve/resolve-dialog.tsx'
import { EscalateDialog } from '../../features/respond/escalate-dialog.tsx'
import { PageResponderDialog } from '../../features/respond/page-responder-dialog.tsx'
import { ReassignDialog } from '../../features/respond/reassign-dialog.tsx'
import { SnoozeDialog } from '../../features/respond/snooze-dialog.tsx'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'

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
  { name: 'snooze', binding: 's', icon: IconClock, dialog: SnoozeDialog },
  { name: 'reassign', binding: 'm', icon: IconUserShare, dialog: ReassignDialog },
  { name: 'mitigate', binding: 'w', icon: IconBandage, dialog: MitigateDialog },
  { name: 'override_priority', binding: 'p', icon: IconFlag, dialog: PriorityDialog },
  { name: 'reopen', binding: 'u', icon: IconArrowBackUp, dialog: ReopenDialog },
  { name: 'decline', binding: 'x', icon: IconX, dialog: DeclineDialog },
]

/** The one button that stands out: the first of these that is allowed. */
export const MAIN_ACTIONS: readonly IncidentAction['name'][] = ['acknowledge', 'resolve', 'close']

/** Beside it in the bar; the rest is in the menu. */
export const BAR_ACTIONS: readonly IncidentAction['name'][] = [
  'acknowledge',
  'resolve',
  'close',
  'escalate',
  'page_responder',
  'snooze',
  'reopen',
]
