import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { PresentPerson, Session } from '../../api/types.ts'
import { every } from '../../ports/clock.ts'

/** The server forgets whoever is silent for 50 s. */
const sayAgainMs = 20_000

function presenceQuery(id: string) {
  return queryOptions({
    queryKey: keys.incidentPresence(id),
    queryFn: async ({ signal }) => (await getJson(`/incidents/${encodeURIComponent(id)}/presence`, { signal })).people,
    refetchInterval: sayAgainMs,
    retry: false,
  })
}

/** Says that the reader is here, as long as the page is seen, and tells who else is. */
export function usePresence(id: string, isTyping: boolean): PresentPerson[] {
  const client = useQueryClient()
  const { data: people = [] } = useQuery(presenceQuery(id))
  const own = client.getQueryData<Session | null>(keys.session)?.user?.id
  useEffect(() => {
    const say = (state: 'viewing' | 'typing' | 'gone') => {
      // A courtesy: when it fails the next one comes soon.
      void sendJson('PUT', `/incidents/${encodeURIComponent(id)}/presence`, { state }).catch(() => {})
    }
    const isSeen = () => document.visibilityState === 'visible'
    const sayNow = () => say(isSeen() ? (isTyping ? 'typing' : 'viewing') : 'gone')
    sayNow()
    const stop = every(sayAgainMs, () => isSeen() && sayNow())
    document.addEventListener('visibilitychange', sayNow)
    return () => {
      stop()
      document.removeEventListener('visibilitychange', sayNow)
    }
  }, [id, isTyping])
  useEffect(
    () => () =>
      void sendJson('PUT', `/incidents/${encodeURIComponent(id)}/presence`, { state: 'gone' }).catch(() => {}),
    [id],
  )
  return people.filter(({ user }) => user.id !== own)
}
