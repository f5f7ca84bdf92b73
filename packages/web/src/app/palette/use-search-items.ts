import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import IconUser from '@tabler/icons-react/dist/esm/icons/IconUser.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermission } from '../../features/people/session.query.ts'
import { after } from '../../ports/clock.ts'
import type { PaletteGroup } from './palette-items.ts'
import {
  incidentSearch,
  peopleSearch,
  SEARCHED_LETTERS_MIN,
  serviceSearch,
  sourceSearch,
} from './palette-search.query.ts'

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

/** What the server finds: incidents, services, people and sources, as far as the reader may see them. */
export function useSearchItems(query: string): { groups: PaletteGroup[]; isSearching: boolean; error: unknown } {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const q = usePaused(query.trim())
  const isOn = q.length >= SEARCHED_LETTERS_MIN && query.trim() !== ''
  const mayReadConfiguration = usePermission('configuration.read')
  const mayReadPeople = usePermission('user.read')
  const incidents = useQuery({ ...incidentSearch(q), enabled: isOn })
  const services = useQuery({ ...serviceSearch(q), enabled: isOn && mayReadConfiguration })
  const sources = useQuery({ ...sourceSearch(q), enabled: isOn && mayReadConfiguration })
  const people = useQuery({ ...peopleSearch(q), enabled: isOn && mayReadPeople })
  const all = [incidents, services, sources, people]
  if (!isOn) return { groups: [], isSearching: query.trim().length >= SEARCHED_LETTERS_MIN, error: null }
  const groups: PaletteGroup[] = [
    {
      id: 'incidents',
      title: t('nav.incidents'),
      items: (incidents.data ?? []).map(({ id, title, status }) => ({
        id: `incident ${id}`,
        label: title,
        note: `${id} · ${t(`status.${status}`)}`,
        icon: IconBellRinging,
        run: () => void navigate({ to: '/incidents/$id', params: { id } }),
      })),
    },
    {
      id: 'services',
      title: t('nav.services'),
      items: (services.data ?? []).map(({ id, name }) => ({
        id: `service ${id}`,
        label: name,
        icon: IconStack2,
        run: () => void navigate({ to: '/services/$id', params: { id } }),
      })),
    },
    {
      id: 'people',
      title: t('nav.people'),
      items: (people.data ?? []).map(({ id, name, email }) => ({
        id: `person ${id}`,
        label: name,
        note: email,
        icon: IconUser,
        run: () => void navigate({ to: '/people' }),
      })),
    },
    {
      id: 'sources',
      title: t('nav.sources'),
      items: (sources.data ?? []).map(({ id, name }) => ({
        id: `source ${id}`,
        label: name,
        icon: IconPlugConnected,
        run: () => void navigate({ to: '/sources/$id', params: { id } }),
      })),
    },
  ]
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    isSearching: q !== query.trim() || all.some(({ isFetching }) => isFetching),
    error: all.find(({ error }) => error !== null)?.error ?? null,
  }
}
