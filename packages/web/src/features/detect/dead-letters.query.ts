import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, getText, sendJson } from '../../api/request.ts'
import type { ReplayResult } from '../../api/types.ts'

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

/** A body as it came: it never changes. Once it is here nothing asks for it again, for it may be replayed or discarded by then. */
export function deadLetterBodyQuery(id: string, letter: string) {
  return queryOptions({
    queryKey: ['dead-letter-body', letter],
    queryFn: ({ signal }) => getText(`${letterPathOf(id, letter)}/raw`, signal),
    staleTime: 'static',
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

/** Told before the list is read anew: with its letter the button that was pressed goes, and with it what only it would be told. */
interface Told<Result> {
  onSuccess(result: Result): void
  onError(error: unknown): void
}

export function useReplay(id: string, told: Told<ReplayResult>) {
  const onSettled = useAfterwards(id)
  return useMutation({
    mutationFn: (letter: string) => sendJson('POST', `${letterPathOf(id, letter)}/replay`),
    ...told,
    onSettled,
  })
}

export function useReplayAll(id: string, told: Told<{ items: ReplayResult[] }>) {
  const onSettled = useAfterwards(id)
  return useMutation({ mutationFn: () => sendJson('POST', `${pathOf(id)}/dead-letters/replay`), ...told, onSettled })
}

export function useDiscard(id: string, told: Told<void>) {
  const onSettled = useAfterwards(id)
  return useMutation({
    mutationFn: async (letter: string) => {
      await sendJson('DELETE', letterPathOf(id, letter))
    },
    ...told,
    onSettled,
  })
}
