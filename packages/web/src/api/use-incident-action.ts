import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'
import { keys } from './keys.ts'
import { sendJson } from './request.ts'
import type { IncidentDetail, Session } from './types.ts'

/** The last part of `/incidents/{id}/…`. */
export type ActionPath =
  | 'acknowledge'
  | 'resolve'
  | 'close'
  | 'decline'
  | 'reopen'
  | 'reassign'
  | 'escalate'
  | 'snooze'
  | 'notes'
  | 'notes/edit'
  | 'notes/delete'
  | 'merge'
  | 'unmerge'
  | 'responders'
  | 'progress'
  | 'mitigate'
  | 'priority'
  | 'bridge'
  | 'bridge/remove'
  | 'channel'

/** Without a line these are kept, and sent when it is back; the error then says so. */
const QUEUED = 'queued'

export function isQueued(error: unknown): boolean {
  return error instanceof ApiError && error.code === QUEUED
}

/** Rejects in any case: nothing was done yet. */
async function keepForLater(
  client: QueryClient,
  error: unknown,
  { path, id, body }: { path: ActionPath; id: string; body?: object | undefined },
): Promise<never> {
  const person = client.getQueryData<Session | null>(keys.session)?.user.id
  const isKept = path === 'acknowledge' || path === 'escalate'
  if (!isKept || person === undefined || !(error instanceof ApiError) || error.status !== 0) throw error
  const { queueAct } = await import('../offline/queue-act.ts')
  const title = client.getQueryData<IncidentDetail>(keys.incident(id))?.title ?? ''
  // A browser that cannot keep it has nothing to say but that there is no line.
  await queueAct({ kind: path, incident: id, title, person, ...(body && { body }) }).catch(() => Promise.reject(error))
  throw new ApiError({ status: 0, code: QUEUED, message: QUEUED })
}

/** Sends one action on an incident and shows its outcome at once, without waiting for the live event of it. */
export function useIncidentAction(path: ActionPath) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body?: object }) =>
      sendJson('POST', `/incidents/${encodeURIComponent(id)}/${path}`, body).catch((error: unknown) =>
        keepForLater(client, error, { path, id, body }),
      ),
    onSuccess: ({ incident }, { id }) => {
      client.setQueryData<IncidentDetail>(keys.incident(id), (old) => (old ? { ...old, ...incident } : old))
    },
    // After a refusal too: somebody else was faster, and what stands here is old.
    onSettled: (_answer, _error, { id }) => {
      void client.invalidateQueries({ queryKey: keys.incident(id) })
      void client.invalidateQueries({ queryKey: keys.incidents })
    },
  })
}
