import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../api/request.ts'
import { useLeaveOut, useLogChanged } from './webhooks.query.ts'

export type OnCallWebhook = AnswerOf<'get', '/on-call/webhooks'>['items'][number]
export type OnCallWebhookForm = BodyOf<'post', '/on-call/webhooks'>

const pathOf = (id: string) => `/on-call/webhooks/${encodeURIComponent(id)}` as const
const askAgainMs = 5_000

export const onCallWebhooksQuery = queryOptions({
  queryKey: keys.onCallWebhooks,
  queryFn: ({ signal }) => getJson('/on-call/webhooks', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  refetchInterval: askAgainMs,
})

/** New without `known`; else in the version that the form was filled with. */
export function useSaveOnCallWebhook() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form: { id, ...form }, known }: { form: OnCallWebhookForm; known: OnCallWebhook | undefined }) =>
      known ? replaceJson(pathOf(id), known.version, form) : sendJson('POST', '/on-call/webhooks', { id, ...form }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.onCallWebhooks }),
  })
}

export function useDeleteOnCallWebhook() {
  const leaveOut = useLeaveOut(keys.onCallWebhooks)
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: (_, id) => leaveOut(id),
  })
}

export function useRotateOnCallSecret(id: string) {
  return useMutation({ mutationFn: () => sendJson('POST', `${pathOf(id)}/rotate-secret`) })
}

export function useTellOnCall(id: string) {
  const onSuccess = useLogChanged('on-call/webhooks', id)
  return useMutation({ mutationFn: () => sendJson('POST', `${pathOf(id)}/tell`), onSuccess })
}
