import type { Icon } from '@tabler/icons-react'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconPhoneCall from '@tabler/icons-react/dist/esm/icons/IconPhoneCall.mjs'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'

/** The pages that stand in the navigation, in the order of the work. `key` goes there after g. */
export const NAVIGATION = [
  { to: '/incidents', text: 'nav.incidents', icon: IconBellRinging, key: 'i' },
  { to: '/alerts', text: 'nav.alerts', icon: IconBolt, key: 'a' },
  { to: '/on-call', text: 'nav.onCall', icon: IconPhoneCall, key: 'o' },
  { to: '/services', text: 'nav.services', icon: IconStack2, key: 's' },
  { to: '/sources', text: 'nav.sources', icon: IconPlugConnected, key: 'u' },
] as const satisfies readonly { to: string; text: string; icon: Icon; key: string }[]
