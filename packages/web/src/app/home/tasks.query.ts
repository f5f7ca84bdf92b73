import { queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { pacedRead } from '../../api/paced-read.ts'
import { getJson } from '../../api/request.ts'

/** Live by the stream; asked for again each minute as well, because times that pass are no events. */
export const tasksQuery = queryOptions({
  queryKey: keys.tasks,
  queryFn: pacedRead(keys.tasks, 2_000, () => getJson('/home/tasks')),
  refetchInterval: 60_000,
})
