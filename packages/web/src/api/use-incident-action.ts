import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from './keys.ts'
import { sendJson } from './request.ts'
import type { IncidentDetail } from './types.ts'

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
  | 'mitigate'
  | 'priority'

/** Sends one action on an incident and shows its outcome at once, without waiting for the live event of it. */
export function useIncidentAction(path: ActionPath) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body?: object }) =>
      sendJson('POST', `/incidents/${encodeURIComponent(id)}/${path}`, body),
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
