import { QueryClient } from '@tanstack/react-query'
import { isPassing } from '../api/api-error.ts'
import { keys } from '../api/keys.ts'
import { onSignedOut } from '../api/request.ts'

/** Live events say what is stale, so nothing is asked for again merely because time passed. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // The service worker answers without a line, and what is pressed then is queued: nothing waits for the browser's own word.
      queries: {
        networkMode: 'always',
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  onSignedOut(() => client.setQueryData(keys.session, null))
  askAgainAfterFirstLoads(client)
  return client
}

/**
 * What becomes stale while it is loaded for the first time is loaded once more. The library drops such a word: a load without
 * data is neither cancelled nor repeated, and its end marks the entry as fresh, so that what happened meanwhile stays unseen.
 */
function askAgainAfterFirstLoads(client: QueryClient): void {
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'invalidate') return
    const { query } = event
    if (query.state.data !== undefined || query.state.fetchStatus !== 'fetching') return
    const again = () => client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    // A load that failed is tried again by whoever shows it.
    void query.promise?.then(again, () => {})
  })
}
