import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import type { components } from '../../api/schema.ts'

export type Channel = components['schemas']['Channel']

const pathOf = (channel: string) => `/channels/${encodeURIComponent(channel)}` as const

/** For those who may see the installation. Secrets are never part of the answer. */
export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: ({ signal }) => getJson('/channels', { signal }),
  select: ({ items }) => items,
})

const connectionsMs = 5_000

/** How the connections to Slack stand; looked at again while somebody looks. */
export const slackConnectionsQuery = queryOptions({
  queryKey: [...keys.channels, 'slack', 'connections'],
  queryFn: ({ signal }) => getJson('/channels/slack/connections', { signal }),
  select: ({ items }) => items,
  refetchInterval: connectionsMs,
})

/** Replaces all settings of a channel; a field that is sent as it was shown keeps its secret. */
export function useSaveChannel(channel: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (settings: Record<string, string>) => sendJson('PUT', pathOf(channel), settings),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }),
  })
}

export function useRemoveChannel(channel: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', pathOf(channel)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }),
  })
}

/** Has Telegram send presses on buttons to this installation. */
export function useConnectTelegram() {
  return useMutation({ mutationFn: () => sendJson('POST', '/channels/telegram/connect') })
}
