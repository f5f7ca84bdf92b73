import type { Icon } from '@tabler/icons-react'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconChecks from '@tabler/icons-react/dist/esm/icons/IconChecks.mjs'
import IconClock from '@tabler/icons-react/dist/esm/icons/IconClock.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import IconUserShare from '@tabler/icons-react/dist/esm/icons/IconUserShare.mjs'
import type { BulkActionName } from './bulk-run.ts'

/** What can be done to many, with the same keys as on the page of one. */
export const BULK_ACTIONS: readonly { name: BulkActionName; binding: string; icon: Icon }[] = [
  { name: 'acknowledge', binding: 'a', icon: IconHandStop },
  { name: 'resolve', binding: 'r', icon: IconCheck },
  { name: 'close', binding: 'c', icon: IconChecks },
  { name: 'reassign', binding: 'm', icon: IconUserShare },
  { name: 'snooze', binding: 's', icon: IconClock },
  { name: 'page_responder', binding: 'o', icon: IconUserPlus },
  { name: 'escalate', binding: 'e', icon: IconArrowUp },
]
