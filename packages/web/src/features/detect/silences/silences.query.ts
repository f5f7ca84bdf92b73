import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import type { BodyOf } from '../../../api/paths.ts'
import { getJson, sendJson } from '../../../api/request.ts'
import type { Silence } from '../../../api/types.ts'
import { after } from '../../../ports/clock.ts'
import { notifyFailed, notifyUndoable } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'

export type SilenceBody = BodyOf<'post', '/silences'>
export const SILENCE_STATES = ['active', 'pending', 'expired'] as const
export type SilenceState = (typeof SILENCE_STATES)[number]

/** Nothing tells that somebody else set a silence or that one began: it is asked for again. */
const askAgainMs = 30_000
const pageSize = 50
const pauseMs = 300

/** Of the active ones those that end next come first, of the planned ones those that begin next, of the others the newest. */
export function silenceListQuery({
  state = 'active',
  q,
}: {
  state?: SilenceState | undefined
  q?: string | undefined
}) {
  const order = { active: 'ends_at', pending: 'starts_at', expired: '-ends_at' } as const
  const query = { state, q, order: order[state], limit: pageSize }
  return infiniteQueryOptions({
    queryKey: keys.silences(query),
    queryFn: ({ pageParam, signal }) => getJson('/silences', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
  })
}

export function silenceChangesQuery(id: string) {
  return queryOptions({
    queryKey: keys.silenceChanges(id),
    queryFn: ({ signal }) => getJson(`/silences/${encodeURIComponent(id)}/changes`, { query: { limit: 100 }, signal }),
    select: (page) => page.items,
  })
}

/** What a silence with these matchers would mute, asked for when the typing pauses; what was shown stays until the answer is there. */
export function useSilencePreview(matchers: readonly string[]) {
  const text = JSON.stringify(matchers)
  const [settled, setSettled] = useState(text)
  useEffect(() => after(pauseMs, () => setSettled(text)), [text])
  const matcher = JSON.parse(settled) as string[]
  const query = useQuery({
    queryKey: keys.silencePreview(matcher),
    queryFn: ({ signal }) => getJson('/silences/preview', { query: { matcher }, signal }),
    enabled: matcher.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const isEmpty = matchers.length === 0
  return {
    data: isEmpty || query.error ? undefined : query.data,
    error: isEmpty ? null : query.error,
    isBehind: text !== settled || query.isFetching,
  }
}

export function useSetSilence() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: SilenceBody) => sendJson('POST', '/silences', body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
  })
}

/** What it did stays as it was: the answer may be another silence, which takes its place. */
export function useChangeSilence() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: SilenceBody }) =>
      sendJson('PUT', `/silences/${encodeURIComponent(id)}`, body),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
  })
}

/** Ends a silence now. Taken back, what it said is set again until when it would have ended. */
export function useEndSilence() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const reader = useReader()
  const wordsOf = useErrorWords()
  const set = useSetSilence()
  return useMutation({
    mutationFn: ({ id }: Silence) => sendJson('DELETE', `/silences/${encodeURIComponent(id)}`),
    onSuccess: (_, silence) => {
      notifyUndoable({
        message: t('silence.ended'),
        undo: () => set.mutateAsync(sayingOf(silence)),
        undone: t('silence.endedUndone', { time: formatMoment(Date.parse(silence.ends_at), reader) }),
      })
      return client.invalidateQueries({ queryKey: keys.alerts })
    },
    onError: (error) => notifyFailed(wordsOf(error)),
  })
}

function sayingOf({ matchers, state, starts_at, ends_at, comment }: Silence): SilenceBody {
  return {
    matchers: matchers.map(({ name, value, is_regex, is_equal }) => ({ name, value, is_regex, is_equal })),
    ...(state === 'pending' && { starts_at }),
    ...{ ends_at, comment },
  }
}
