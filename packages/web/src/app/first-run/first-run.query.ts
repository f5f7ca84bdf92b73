import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { FirstRun } from '../../api/types.ts'

/** Live by the stream; a heartbeat is no event of it, so what waits for the first signal asks every few seconds too. */
const waitingMs = 2_500

export const firstRunQuery = queryOptions({
  queryKey: keys.firstRun,
  queryFn: ({ signal }) => getJson('/first-run', { signal }),
  refetchInterval: ({ state }) => (isWaiting(state.data) ? waitingMs : false),
})

function isWaiting(firstRun: FirstRun | undefined): boolean {
  return firstRun?.source !== null && firstRun?.is_done === false
}

/** For everybody, until somebody shows them again. */
export function useDismissFirstRun() {
  const take = useTakeFirstRun()
  return useMutation({
    mutationFn: (isDismissed: boolean) => sendJson('PATCH', '/first-run', { is_dismissed: isDismissed }),
    onSuccess: take,
  })
}

export function useMakeFirstService() {
  const client = useQueryClient()
  const take = useTakeFirstRun()
  return useMutation({
    mutationFn: (form: { service: string; team: string }) => sendJson('POST', '/first-run/service', form),
    onSuccess: (firstRun) => {
      take(firstRun)
      void client.invalidateQueries({ queryKey: keys.configuration })
      void client.invalidateQueries({ queryKey: keys.onCall })
    },
  })
}

/** The answer is what holds now. */
function useTakeFirstRun() {
  const client = useQueryClient()
  return (firstRun: FirstRun) => {
    client.setQueryData(keys.firstRun, firstRun)
    void client.invalidateQueries({ queryKey: keys.home })
  }
}
