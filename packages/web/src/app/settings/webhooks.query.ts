import { type QueryKey, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../api/request.ts'

export type Webhook = AnswerOf<'get', '/webhooks'>['items'][number]
export type WebhookForm = BodyOf<'post', '/webhooks'>
export type Delivery = AnswerOf<'get', '/webhooks/{id}/deliveries'>['items'][number]
export type DeliveryState = Delivery['state']

/** Of which kind a webhook is; both have a log and can be tried. */
export type WebhookFamily = 'webhooks' | 'on-call/webhooks'

/** What is known of the receiver of either kind. */
export type ReceiverHealth = Pick<
  Webhook,
  'active' | 'failing_since' | 'waiting' | 'failed' | 'last_error' | 'last_taken_at' | 'disabled_because'
>

const pathOf = (id: string) => `/webhooks/${encodeURIComponent(id)}` as const
const familyPath = (family: WebhookFamily, id: string) => `/${family}/${encodeURIComponent(id)}` as const
const askAgainMs = 5_000
/** Somebody who looks at the log waits for what comes of a test. */
const logAskAgainMs = 2_000
const shown = 50

export const webhooksQuery = queryOptions({
  queryKey: keys.webhooks,
  queryFn: ({ signal }) => getJson('/webhooks', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
  refetchInterval: askAgainMs,
})

export function deliveriesQuery(family: WebhookFamily, id: string, state: DeliveryState | undefined) {
  return queryOptions({
    queryKey: [...keys.webhookDeliveries(`${family}/${id}`), state ?? 'all'],
    queryFn: ({ signal }) =>
      getJson(`${familyPath(family, id)}/deliveries`, { query: { limit: shown, state }, signal }),
    select: (page) => page.items,
    refetchInterval: logAskAgainMs,
  })
}

/** What is sent never changes. */
export function deliveryBodyQuery(family: WebhookFamily, id: string, delivery: string) {
  return queryOptions({
    queryKey: ['webhook-delivery-body', delivery],
    queryFn: ({ signal }) =>
      getJson(`${familyPath(family, id)}/deliveries/${encodeURIComponent(delivery)}`, { signal }),
    select: ({ body }) => body,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** New without `known`; else in the version that the form was filled with. */
export function useSaveWebhook() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ form: { id, ...form }, known }: { form: WebhookForm; known: Webhook | undefined }) =>
      known ? replaceJson(pathOf(id), known.version, form) : sendJson('POST', '/webhooks', { id, ...form }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.webhooks }),
  })
}

export function useDeleteWebhook() {
  const leaveOut = useLeaveOut(keys.webhooks)
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: (_, id) => leaveOut(id),
  })
}

/** Takes what was deleted from its list at once: an open log of it would go on asking for what is gone until the list was read again. */
export function useLeaveOut(queryKey: QueryKey) {
  const client = useQueryClient()
  return async (id: string) => {
    await client.cancelQueries({ queryKey, exact: true })
    client.setQueryData<{ items: { id: string }[] }>(
      queryKey,
      (page) => page && { ...page, items: page.items.filter((each) => each.id !== id) },
    )
    await client.invalidateQueries({ queryKey })
  }
}

export function useRotateSecret(id: string) {
  return useMutation({ mutationFn: () => sendJson('POST', `${pathOf(id)}/rotate-secret`) })
}

export function useLogChanged(family: WebhookFamily, id: string) {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.webhookDeliveries(`${family}/${id}`) }),
      client.invalidateQueries({ queryKey: keys.webhooks }),
      client.invalidateQueries({ queryKey: keys.onCallWebhooks }),
    ])
}

export function useTestWebhook(family: WebhookFamily, id: string) {
  const onSuccess = useLogChanged(family, id)
  return useMutation({ mutationFn: () => sendJson('POST', `${familyPath(family, id)}/test`), onSuccess })
}

export function useRepeatDelivery(id: string) {
  const onSuccess = useLogChanged('webhooks', id)
  return useMutation({
    mutationFn: (delivery: string) =>
      sendJson('POST', `${pathOf(id)}/deliveries/${encodeURIComponent(delivery)}/replay`),
    onSuccess,
  })
}

export function useRepeatFailed(id: string) {
  const onSuccess = useLogChanged('webhooks', id)
  return useMutation({
    mutationFn: (since: string) => sendJson('POST', `${pathOf(id)}/replay-failed`, { since }),
    onSuccess,
  })
}
