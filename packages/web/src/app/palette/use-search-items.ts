import IconActivityHeartbeat from '@tabler/icons-react/dist/esm/icons/IconActivityHeartbeat.mjs'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconCalendar from '@tabler/icons-react/dist/esm/icons/IconCalendar.mjs'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import IconStairsUp from '@tabler/icons-react/dist/esm/icons/IconStairsUp.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import IconUsersGroup from '@tabler/icons-react/dist/esm/icons/IconUsersGroup.mjs'
import { useQuery } from '@tanstack/react-query'
import { type NavigateOptions, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Found } from '../../api/types.ts'
import { after } from '../../ports/clock.ts'
import type { PaletteGroup, PaletteItem } from './palette-items.ts'
import { everythingSearch, SEARCHED_LETTERS_MIN } from './palette-search.query.ts'

const pauseMs = 140

/** The query once the typing pauses; an empty one at once, so that old finds do not linger. */
function usePaused(query: string): string {
  const [paused, setPaused] = useState(query)
  useEffect(() => {
    if (query === '') setPaused('')
    else return after(pauseMs, () => setPaused(query))
    return undefined
  }, [query])
  return paused
}

/** How each kind looks, and where it is. People and teams stand on a page together: the row of the one is marked there. */
const KINDS: Record<Found['kind'], { icon: NonNullable<PaletteItem['icon']>; place: (id: string) => NavigateOptions }> =
  {
    incident: { icon: IconBellRinging, place: (id) => ({ to: '/incidents/$id', params: { id } }) },
    alert: { icon: IconBolt, place: (id) => ({ to: '/alerts/$id', params: { id } }) },
    service: { icon: IconStack2, place: (id) => ({ to: '/services/$id', params: { id } }) },
    schedule: { icon: IconCalendar, place: (id) => ({ to: '/on-call/schedules/$id', params: { id } }) },
    policy: { icon: IconStairsUp, place: (id) => ({ to: '/on-call/policies/$id', params: { id } }) },
    team: { icon: IconUsersGroup, place: (id) => ({ to: '/people/teams', hash: `team-${id}` }) },
    person: { icon: IconUser, place: (id) => ({ to: '/people', hash: `person-${id}` }) },
    monitor: { icon: IconActivityHeartbeat, place: (id) => ({ to: '/monitors/$id', params: { id } }) },
    source: { icon: IconPlugConnected, place: (id) => ({ to: '/sources/$id', params: { id } }) },
  }

/** What the server finds, by kind and in its order; it knows what the reader may see. */
export function useSearchItems(query: string): { groups: PaletteGroup[]; isSearching: boolean; error: unknown } {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const noteOf = useNotes()
  const q = usePaused(query.trim())
  const isOn = q.length >= SEARCHED_LETTERS_MIN && query.trim() !== ''
  const { data = [], error, isFetching } = useQuery({ ...everythingSearch(q), enabled: isOn })
  if (!isOn) return { groups: [], isSearching: query.trim().length >= SEARCHED_LETTERS_MIN, error: null }
  const groups = [...Map.groupBy(data, ({ kind }) => kind)].map(
    ([kind, found]): PaletteGroup => ({
      id: kind,
      title: t(`palette.found.${kind}`),
      items: found.map((each) => ({
        id: `${kind} ${each.id}`,
        label: each.name,
        note: noteOf(each),
        icon: KINDS[kind].icon,
        run: () => void navigate(KINDS[kind].place(each.id)),
      })),
    }),
  )
  return { groups, isSearching: q !== query.trim() || isFetching, error }
}

function useNotes(): (found: Found) => string | undefined {
  const { t } = useTranslation()
  return ({ kind, id, detail }) => {
    if (kind === 'incident') return `${id} · ${t(`status.${detail as 'open'}`)}`
    if (kind === 'alert') return t(`alerts.filter.${detail as 'firing'}`)
    return detail ?? undefined
  }
}
