import { type InfiniteData, type QueryKey, useQueryClient } from '@tanstack/react-query'
import type { IncidentView } from '@tocsin/core/record/query/incident-views.ts'
import { useCallback, useEffect, useRef } from 'react'
import { changesSince, changesSoFar, onIncidentChange } from '../../../api/live/incident-changes.ts'
import { after } from '../../../ports/clock.ts'
import { countsKey, findRows } from './incident-list.query.ts'
import { compareRows, isBehind, type ListedPage, renewRows } from './listed-pages.ts'

/** In a storm changes are taken together. */
const gatherMs = 250
/** As many as fit into one question. */
const togetherMax = 100
/** Beyond this, loading the list again costs less. */
const renewedMax = 300

type Pages = InfiniteData<ListedPage & { asOf: number }>

/**
 * Follows what changes while the list is shown, and what changed since it was loaded. Returns how to renew rows at once, for who
 * has just changed them.
 */
export function useLiveRows(
  listing: IncidentView,
  queryKey: QueryKey,
  tell: (changes: { gone: string[]; newcomers: string[] }) => void,
): (ids: readonly string[]) => Promise<void> {
  const client = useQueryClient()
  const latest = useRef({ listing, queryKey, tell })
  latest.current = { listing, queryKey, tell }
  const scope = JSON.stringify(queryKey)

  const renew = useCallback(
    async (ids: readonly string[]) => {
      const { listing: asked, queryKey: key } = latest.current
      for (let start = 0; start < ids.length; start += togetherMax) {
        const some = ids.slice(start, start + togetherMax)
        const found = await findRows(asked, some)
        const data = client.getQueryData<Pages>(key)
        if (!data || JSON.stringify(latest.current.queryKey) !== JSON.stringify(key)) return
        const loaded = new Set(data.pages.flatMap((page) => page.items.map(({ id }) => id)))
        const renewed = renewRows(data.pages, found)
        if (renewed) client.setQueryData<Pages>(key, { ...data, pages: renewed })
        const last = data.pages.at(-1)?.next === null ? undefined : data.pages.at(-1)?.items.at(-1)
        const near = found.filter((each) => loaded.has(each.id) || !last || !isBehind(each, last, asked.order))
        latest.current.tell(compareRows(loaded, some, near))
      }
      void client.invalidateQueries({ queryKey: countsKey })
    },
    [client],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has another past.
  useEffect(() => {
    let seen: number | undefined
    let cancel: (() => void) | undefined
    const look = () => {
      cancel = undefined
      const { queryKey: key } = latest.current
      const data = client.getQueryData<Pages>(key)
      const from = seen ?? data?.pages[0]?.asOf
      if (from === undefined) return
      const ids = changesSince(from)
      seen = changesSoFar()
      if (ids === undefined || ids.length > renewedMax) void client.invalidateQueries({ queryKey: key })
      // A line that breaks is mended elsewhere, and then everything is loaded again.
      else if (ids.length > 0) renew(ids).catch(() => {})
    }
    const stop = onIncidentChange(() => {
      cancel ??= after(gatherMs, look)
    })
    look()
    return () => {
      stop()
      cancel?.()
    }
  }, [client, renew, scope])
  return renew
}
