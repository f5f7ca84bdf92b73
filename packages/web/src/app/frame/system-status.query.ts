import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'
import type { components } from '../../api/schema.ts'

export type SystemStatus = components['schemas']['SystemStatus']

/** How the installation is. Nothing tells when that changes, so it is asked for once a minute. */
export const systemStatusQuery = queryOptions({
  queryKey: keys.system,
  queryFn: ({ signal }) => getJson('/status/system', { signal }),
  staleTime: 50_000,
  refetchInterval: 60_000,
})
