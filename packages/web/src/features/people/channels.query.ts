import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
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

const roomsMs = 30_000

/** What keeps the channels of incidents from being as they should be. */
export const slackRoomsQuery = queryOptions({
  queryKey: [...keys.channels, 'slack', 'rooms'],
  queryFn: ({ signal }) => getJson('/channels/slack/incident-channels/problems', { signal }),
  select: ({ items }) => items,
  refetchInterval: roomsMs,
})

export function useRetrySlackRooms() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('POST', '/channels/slack/incident-channels/retry'),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }),
  })
}

/** Fields, and those of a second provider. */
export type ChannelSettings = Readonly<Record<string, unknown>>

/** What is set up decides also whom a page can reach. */
function changed(client: QueryClient): Promise<unknown> {
  void client.invalidateQueries({ queryKey: keys.ownContacts })
  return client.invalidateQueries({ queryKey: keys.channels })
}

/** Replaces all settings of a channel; a field that is sent as it was shown keeps its secret. */
export function useSaveChannel(channel: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (settings: ChannelSettings) => sendJson('PUT', pathOf(channel), settings),
    onSuccess: () => changed(client),
  })
}

export function useRemoveChannel(channel: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', pathOf(channel)),
    onSuccess: () => changed(client),
  })
}

/** Has Telegram send presses on buttons to this installation. */
export function useConnectTelegram() {
  return useMutation({ mutationFn: () => sendJson('POST', '/channels/telegram/connect') })
}
