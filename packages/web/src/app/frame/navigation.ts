import type { Icon } from '@tabler/icons-react'
import IconActivityHeartbeat from '@tabler/icons-react/dist/esm/icons/IconActivityHeartbeat.mjs'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconHome2 from '@tabler/icons-react/dist/esm/icons/IconHome2.mjs'
import IconPhoneCall from '@tabler/icons-react/dist/esm/icons/IconPhoneCall.mjs'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import IconUsers from '@tabler/icons-react/dist/esm/icons/IconUsers.mjs'

interface Place {
  to: string
  text: string
  icon: Icon
  /** Goes there after g. */
  key: string
  /** Only this very address is it, not what lies below. */
  isExact?: boolean
}

/**
 * The pages that stand in the navigation, in the order of the work: what happens now, what it happens to, and what is set up
 * once. What comes after an incident (status pages, reviews, insights) is a part of its own before the last one.
 */
export const NAVIGATION = [
  {
    id: 'work',
    places: [
      { to: '/', text: 'nav.home', icon: IconHome2, key: 'h', isExact: true },
      { to: '/incidents', text: 'nav.incidents', icon: IconBellRinging, key: 'i' },
      { to: '/alerts', text: 'nav.alerts', icon: IconBolt, key: 'a' },
      { to: '/on-call', text: 'nav.onCall', icon: IconPhoneCall, key: 'o' },
    ],
  },
  {
    id: 'estate',
    places: [
      { to: '/services', text: 'nav.services', icon: IconStack2, key: 's' },
      { to: '/monitors', text: 'nav.monitors', icon: IconActivityHeartbeat, key: 'm' },
      { to: '/sources', text: 'nav.sources', icon: IconPlugConnected, key: 'u' },
      { to: '/people', text: 'nav.people', icon: IconUsers, key: 'p' },
    ],
  },
  {
    id: 'installation',
    places: [{ to: '/settings', text: 'nav.settings', icon: IconSettings, key: 't' }],
  },
] as const satisfies readonly { id: string; places: readonly Place[] }[]

type KnownPlace = (typeof NAVIGATION)[number]['places'][number]

/** All of them in one row. */
export const PLACES: readonly KnownPlace[] = NAVIGATION.flatMap<KnownPlace>(({ places }) => places)

/** Within reach of the thumb on a phone; the rest is behind “More”. */
export const THUMB_PLACES: readonly string[] = ['/', '/incidents', '/alerts', '/on-call']
