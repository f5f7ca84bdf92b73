import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, getText, sendJson } from '../../api/request.ts'

const pathOf = (id: string) => `/sources/${encodeURIComponent(id)}` as const
const letterPathOf = (id: string, letter: string) => `${pathOf(id)}/dead-letters/${encodeURIComponent(letter)}` as const
const shown = 50

export function deadLettersQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.sourceTraffic, id, 'dead-letters'],
    queryFn: ({ signal }) => getJson(`${pathOf(id)}/dead-letters`, { query: { limit: shown }, signal }),
    select: (page) => page.items,
    refetchInterval: 10_000,
  })
}

/** A body as it came; it never changes. */
export function deadLetterBodyQuery(id: string, letter: string) {
  return queryOptions({
    queryKey: [...keys.sourceTraffic, id, 'dead-letters', letter],
    queryFn: ({ signal }) => getText(`${letterPathOf(id, letter)}/raw`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

function useAfterwards(id: string) {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: [...keys.sourceTraffic, id] }),
      client.invalidateQueries({ queryKey: keys.source(id) }),
      client.invalidateQueries({ queryKey: keys.sources }),
    ])
}

export function useReplay(id: string) {
  const onSettled = useAfterwards(id)
  return useMutation({
    mutationFn: (letter: string) => sendJson('POST', `${letterPathOf(id, letter)}/replay`),
    onSettled,
  })
}

export function useReplayAll(id: string) {
  const onSettled = useAfterwards(id)
  return useMutation({ mutationFn: () => sendJson('POST', `${pathOf(id)}/dead-letters/replay`), onSettled })
}

export function useDiscard(id: string) {
  const onSettled = useAfterwards(id)
  return useMutation({ mutationFn: (letter: string) => sendJson('DELETE', letterPathOf(id, letter)), onSettled })
}
