import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { pacedRead } from '../../api/paced-read.ts'
import { getJson } from '../../api/request.ts'

/** Live by the stream; asked for again each minute as well, because a handoff is no event. */
export const homeQuery = queryOptions({
  queryKey: keys.home,
  queryFn: pacedRead(keys.home, 1_000, () => getJson('/home')),
  refetchInterval: 60_000,
})
