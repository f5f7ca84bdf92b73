import { useQueryClient } from '@tanstack/react-query'
import type { IncidentView } from '@tocsin/core/record/query/incident-views.ts'
import type { TFunction } from 'i18next'
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { keys } from '../../../api/keys.ts'
import { rowInHand } from '../../../ui/data-list.tsx'
import { formatCount } from '../../../ui/format-count.ts'
import { useKeysRest } from '../../../ui/keyboard/resting-keys.ts'
import { lazyPart } from '../../../ui/lazy-part.ts'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { usePermission } from '../../people/session.query.ts'
import type { BulkActionName, BulkResult } from './bulk-run.ts'
import styles from './incident-list.module.css'
import { findIds, idsMax } from './incident-list.query.ts'
import { IncidentList, type ListHandle } from './incident-list.tsx'
import { ListHints } from './list-hints.tsx'
import { NoIncidents, NotUnderstood } from './no-incidents.tsx'
import { useBulk } from './use-bulk.ts'
import { useChosen } from './use-chosen.ts'
import { useHold } from './use-hold.ts'
import { useIncidentList } from './use-incident-list.ts'
import { useListKeys } from './use-list-keys.ts'
import { useRowCursor } from './use-row-cursor.ts'

// What acts on many comes after the rows.
const loadBar = () => import('./bulk-bar.tsx')
const loadDialog = () => import('./bulk-dialog.tsx')
const BulkBar = lazyPart(async () => ({ default: (await loadBar()).BulkBar }))
const BulkProgressBar = lazyPart(async () => ({ default: (await loadBar()).BulkProgressBar }))
const BulkFailures = lazyPart(async () => ({ default: (await import('./bulk-failures.tsx')).BulkFailures }))
const BulkDialog = lazyPart(async () => ({ default: (await loadDialog()).BulkDialog }))

/** One listing with all that can be done in it: travel, choose, act. */
export function IncidentListing({
  listing,
  view,
  isChanged,
}: {
  listing: IncidentView
  view: string
  isChanged: boolean
}) {
  const { t, i18n } = useTranslation()
  const mayRespond = usePermission('incident.respond')
  const parts = useListParts(listing, mayRespond)
  const { list, items, rows, count, waiting, hints, chosen, bulk, asked } = parts
  useKeysRest(asked ? asked.action : null, parts.dismissAsked)
  if (list.isPending) return <ListSkeleton rows={12} />
  if (isNotUnderstood(list.error)) return <NotUnderstood view={view} />
  if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const isMore = count !== undefined && (!count.is_complete || count.count > chosen.ids.size)
  return (
    <div className={styles.frame} data-stale={list.isPlaceholderData || undefined} {...parts.holdProps}>
      <ListHints hints={hints} />
      {waiting > 0 && (
        <button type="button" className={styles.newcomers} onClick={parts.showNewcomers}>
          {t('incidents.newcomers', { count: waiting })}
        </button>
      )}
      {rows.length === 0 ? (
        <NoIncidents view={view} isChanged={isChanged} />
      ) : (
        <IncidentList
          items={items}
          grouping={listing.group}
          total={count?.count ?? rows.length}
          chosen={chosen.ids}
          cursor={parts.cursor}
          pending={parts.pending}
          mayRespond={mayRespond}
          handle={parts.handle}
          onToggle={chosen.toggle}
          onAcknowledge={parts.acknowledge}
          onMissing={parts.loadMore}
        />
      )}
      <Suspense>
        {bulk.progress && bulk.progress.total > 1 ? (
          <BulkProgressBar progress={bulk.progress} onStop={bulk.stop} />
        ) : (
          chosen.ids.size > 0 && (
            <BulkBar
              count={chosen.ids.size}
              matching={isMore && !chosen.isAll ? allWords(t, i18n.language, count) : undefined}
              onAct={parts.act}
              onSelectAll={() => void chosen.chooseAll()}
              onClear={chosen.clear}
            />
          )
        )}
        {asked && (
          <BulkDialog
            action={asked.action}
            count={asked.ids.length}
            onSubmit={(body) => parts.start({ action: asked.action, ids: asked.ids, body })}
            onClose={parts.dismissAsked}
          />
        )}
        {bulk.failures.length > 0 && <BulkFailures failures={bulk.failures} onClose={bulk.dismiss} />}
      </Suspense>
    </div>
  )
}

/** The field of the filter says what is wrong with it. */
function isNotUnderstood(error: unknown): boolean {
  return fieldProblems(error).query !== undefined
}

function allWords(t: TFunction, language: string, count: { count: number; is_complete: boolean }): string {
  const total = formatCount(count, language)
  if (count.is_complete && count.count <= idsMax) return t('list.allMatching', { total })
  return t('list.firstMatching', { max: new Intl.NumberFormat(language).format(idsMax), total })
}

type Asked = { action: Exclude<BulkActionName, 'acknowledge'>; ids: string[] }

/** What the listing is made of, put together. */
function useListParts(listing: IncidentView, mayRespond: boolean) {
  const handle = useRef<ListHandle>(null)
  const isBusy = useRef(false)
  const arranged = useRef(() => {})
  const hold = useHold(isBusy, () => arranged.current())
  const listed = useIncidentList(listing, hold.isHeld)
  const { rows, arrange, isUntidy, list, renew } = listed
  arranged.current = () => {
    if (isUntidy) arrange()
  }
  useEffect(() => {
    if (isUntidy && !hold.isHeld()) arrange()
  }, [isUntidy, arrange, hold.isHeld])

  const ids = useMemo(() => rows.map(({ id }) => id), [rows])
  const scope = `${listing.query} ${listing.order}`
  const chosen = useChosen(scope, ids, () => findIds(listing))
  const { cursor, move, restore } = useRowCursor(ids, (id) => handle.current?.scrollTo(id))
  const actions = useListActions({ chosen, cursor, move, restore, renew, mayRespond })
  isBusy.current = chosen.ids.size > 0 || actions.bulk.progress !== undefined
  return {
    ...listed,
    ...actions,
    ...{ chosen, cursor, handle },
    holdProps: hold.holdProps,
    loadMore: useCallback(() => {
      if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
    }, [list.hasNextPage, list.isFetching, list.fetchNextPage]),
    showNewcomers: () => {
      scrollTo({ top: 0 })
      arrange()
    },
  }
}

/** What is done to the chosen rows, or else to the one in hand. */
function useListActions({
  chosen,
  cursor,
  move,
  restore,
  renew,
  mayRespond,
}: {
  chosen: ReturnType<typeof useChosen>
  cursor: string | undefined
  move: ReturnType<typeof useRowCursor>['move']
  restore: () => void
  renew: ReturnType<typeof useIncidentList>['renew']
  mayRespond: boolean
}) {
  const [asked, setAsked] = useState<Asked>()
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (mayRespond) void Promise.allSettled([loadBar(), loadDialog()])
  }, [mayRespond])
  const bulk = useRowsBulk(chosen, renew, () => setPending(new Set()))
  const start = (act: Parameters<typeof bulk.run>[0]) => {
    setPending(new Set(act.ids))
    void bulk.run(act)
  }
  const act = (action: BulkActionName) => {
    // A dialog that is still on its way has been asked for: what is typed meanwhile is meant for it.
    if (asked) return
    const inHand = rowInHand() ?? cursor
    const targets = chosen.ids.size > 0 ? [...chosen.ids] : inHand === undefined ? [] : [inHand]
    if (targets.length === 0) return
    if (action === 'acknowledge') start({ action, ids: targets })
    else setAsked({ action, ids: targets })
  }
  const acknowledge = useRef(start)
  acknowledge.current = start
  useListKeys({
    mayRespond,
    act,
    isChoosing: chosen.ids.size > 0,
    clear: chosen.clear,
    chooseAll: () => void chosen.chooseAll(),
    toggle: () => {
      const id = rowInHand() ?? cursor
      if (id !== undefined) chosen.toggle(id, false)
    },
    move: (by, isExtending) => {
      const { from, to } = move(by)
      if (isExtending && to !== undefined) chosen.extend(from, to)
    },
  })
  return {
    ...{ bulk, pending, asked, act, start },
    dismissAsked: () => {
      setAsked(undefined)
      restore()
    },
    acknowledge: useCallback((id: string) => acknowledge.current({ action: 'acknowledge', ids: [id] }), []),
  }
}

/** Acts on many, of which the list shows the outcome at once. */
function useRowsBulk(
  { drop }: ReturnType<typeof useChosen>,
  renew: ReturnType<typeof useIncidentList>['renew'],
  onDone: () => void,
) {
  const client = useQueryClient()
  const done = useRef(onDone)
  done.current = onDone
  return useBulk(
    useCallback(
      (results: BulkResult[]) => {
        const ids = results.map(({ id }) => id)
        done.current()
        drop(ids)
        // Where the line broke, everything is loaded again once it is back.
        void renew(ids).catch(() => {})
        void client.invalidateQueries({ queryKey: keys.incidents })
      },
      [renew, drop, client],
    ),
  )
}
