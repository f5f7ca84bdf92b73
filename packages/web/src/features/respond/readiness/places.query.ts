import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf } from '../../../api/paths.ts'
import { getJson, sendJson } from '../../../api/request.ts'

export type Place = AnswerOf<'get', '/places'>['items'][number]

/** Vendors and channels that are written to, and whether that was shown to work. */
export const placesQuery = queryOptions({
  queryKey: [...keys.policies, 'places'],
  queryFn: ({ signal }) => getJson('/places', { signal }),
  select: (page) => page.items,
})

type PlaceBody = Pick<Place, 'channel' | 'to'>

export function useTestPlace() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ channel, to }: PlaceBody) => sendJson('POST', '/places/test', { channel, to }),
    // That it failed is known of the place from then on.
    onSettled: () => client.invalidateQueries({ queryKey: placesQuery.queryKey }),
  })
}

export function useConfirmPlace() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ channel, to }: PlaceBody) => sendJson('POST', '/places/confirm', { channel, to }),
    onSuccess: () => client.invalidateQueries({ queryKey: placesQuery.queryKey }),
  })
}
