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
  return client
}
