import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { IncidentView } from '@tocsin/core/record/query/incident-views.ts'
import { useCallback, useMemo, useRef, useState } from 'react'
import { countQuery, countsKey, rowsQuery } from './incident-list.query.ts'
import { groupOf, listItems } from './list-items.ts'
import { dropRows } from './listed-pages.ts'
import { useLiveRows } from './use-live-rows.ts'

const none: ReadonlySet<string> = new Set()

/**
 * The rows of one listing, kept up to date. Rows are renewed where they stand. Those that no longer belong stay as faint places and
 * newcomers wait, as long as `isHeld` says that somebody is at the list; then `arrange` puts everything in order.
 */
export function useIncidentList(listing: IncidentView, isHeld: () => boolean) {
  const client = useQueryClient()
  const options = rowsQuery(listing)
  const list = useInfiniteQuery(options)
  const { data: count } = useQuery(countQuery(listing.query, listing.group))
  const scope = JSON.stringify(options.queryKey)
  const [pending, setPending] = useState({ scope, gone: none, waiting: none })
  const { gone, waiting } = pending.scope === scope ? pending : { gone: none, waiting: none }

  const key = useRef(options.queryKey)
  key.current = options.queryKey
  const arrange = useCallback(() => {
    const isNew = waiting.size > 0
    client.setQueryData(key.current, (data) => {
      if (!data) return data
      const pages = dropRows(data.pages, gone)
      // Newcomers stand at the top, where the reader is: the pages below come again when they are wanted.
      return isNew ? { pages: pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) } : { ...data, pages }
    })
    setPending({ scope, gone: none, waiting: none })
    if (isNew) void client.invalidateQueries({ queryKey: key.current })
    void client.invalidateQueries({ queryKey: countsKey })
  }, [client, scope, gone, waiting])

  const renew = useLiveRows(listing, options.queryKey, ({ gone: left, newcomers }) => {
    setPending((before) => {
      const known = before.scope === scope ? before : { gone: none, waiting: none }
      return {
        scope,
        gone: known.gone.union(new Set(left)).difference(new Set(newcomers)),
        waiting: known.waiting.union(new Set(newcomers)).difference(new Set(left)),
      }
    })
  })

  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const groups = useGroups(scope, rows, listing)
  const counts = useMemo(() => new Map(count?.groups.map(({ key, count: of }) => [key, of])), [count])
  const total = list.hasNextPage ? (count?.count ?? 0) : 0
  const items = useMemo(() => listItems({ rows, gone, groups, counts, total }), [rows, gone, groups, counts, total])
  return {
    ...{ list, rows, items, count, arrange, renew, isHeld },
    waiting: waiting.size,
    isUntidy: gone.size > 0 || waiting.size > 0,
    hints: list.data?.pages[0]?.hints ?? [],
  }
}

/** The group in which each row was first shown, until the list is another one. */
function useGroups(
  scope: string,
  rows: ReturnType<typeof useIncidentList>['rows'],
  { group }: IncidentView,
): ReadonlyMap<string, string> | undefined {
  const kept = useRef({ scope: '', first: undefined as unknown, groups: new Map<string, string>() })
  return useMemo(() => {
    if (group === null) return undefined
    const isSame = kept.current.scope === `${scope} ${group}` && rows.length > 0
    const known = isSame ? kept.current.groups : new Map<string, string>()
    const groups = new Map(rows.map((row) => [row.id, known.get(row.id) ?? groupOf(row, group)]))
    kept.current = { scope: `${scope} ${group}`, first: rows[0], groups }
    return groups
  }, [scope, rows, group])
}
