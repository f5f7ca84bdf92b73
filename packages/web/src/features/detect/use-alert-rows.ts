import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Alert } from '../../api/types.ts'
import { type AlertQuery, alertCountQuery, alertRowsQuery, findAlertRows } from './alerts.query.ts'
import { replaceAlerts } from './replace-alerts.ts'

type Pages = InfiniteData<{ items: Alert[]; next: string | null }>

/**
 * The rows of one list, kept up to date. While nobody is at the list and its beginning is in sight it begins anew with every change; else
 * the rows in sight are renewed where they stand, and what came meanwhile waits until somebody asks for it.
 */
export function useAlertRows(query: AlertQuery, list: RefObject<HTMLElement | null>, inSight: () => readonly string[]) {
  const client = useQueryClient()
  const options = alertRowsQuery(query)
  const rows = useInfiniteQuery(options)
  const { data: count, dataUpdatedAt } = useQuery(alertCountQuery(query, undefined))
  const [hasNews, setHasNews] = useState(false)
  const scope = JSON.stringify(options.queryKey)
  const latest = useRef({ key: options.queryKey, inSight, count: count?.count })
  latest.current.key = options.queryKey
  latest.current.inSight = inSight

  const beginAnew = useCallback(() => {
    const { key } = latest.current
    setHasNews(false)
    client.setQueryData<Pages>(
      key,
      (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    )
    void client.invalidateQueries({ queryKey: key, exact: true })
  }, [client])

  const renew = useCallback(async () => {
    const { key, inSight: idsInSight } = latest.current
    const ids = idsInSight()
    if (ids.length === 0) return
    const fresh = await findAlertRows(ids)
    client.setQueryData<Pages>(key, (data) => data && { ...data, pages: replaceAlerts(data.pages, fresh) })
  }, [client])

  // The count is asked for again with every change that could concern a list, and so is the sign to look.
  const seen = useRef({ scope: '', at: 0 })
  useEffect(() => {
    const isFirst = seen.current.scope !== scope || seen.current.at === 0
    const isNew = dataUpdatedAt !== 0 && dataUpdatedAt !== seen.current.at
    seen.current = { scope, at: dataUpdatedAt }
    const before = latest.current.count
    latest.current.count = count?.count
    if (isFirst) setHasNews(false)
    if (isFirst || !isNew) return
    if (!isHeld(list.current)) return beginAnew()
    if (before !== count?.count) setHasNews(true)
    // A line that breaks is mended elsewhere, and then everything is loaded again.
    renew().catch(() => {})
  }, [scope, dataUpdatedAt, count, beginAnew, renew, list])

  const alerts = useMemo(() => rows.data?.pages.flatMap((page) => page.items) ?? [], [rows.data])
  return { rows, alerts, count, hasNews, beginAnew }
}

/** Somebody is at it, or has gone down in it: nothing may move under them. */
function isHeld(list: HTMLElement | null): boolean {
  if (list === null) return false
  return list.matches(':hover') || list.contains(document.activeElement) || list.getBoundingClientRect().top < 0
}
