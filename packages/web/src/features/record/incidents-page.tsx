import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { DialogOnItsWay } from '../../ui/dialog-on-its-way.tsx'
import { formatCount } from '../../ui/format-count.ts'
import { useKeysRest } from '../../ui/keyboard/resting-keys.ts'
import { lazyPart } from '../../ui/lazy-part.ts'
import { notifyFailed, notifyUndoable } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useErrorWords } from '../../ui/page-states.tsx'
import { MailHint } from '../people/mail-hint.tsx'
import { FIRST_VIEW, type IncidentFilters, isBuiltIn, listingOf } from './incident-filters.ts'
import { DisplayButton } from './list/display-button.tsx'
import styles from './list/filter-bar.module.css'
import { countQuery, type KeptView, viewsQuery } from './list/incident-list.query.ts'
import { IncidentListing } from './list/incident-listing.tsx'
import { useChangeView, useDeleteView, useKeepView } from './list/use-views.ts'
import { ViewTabs } from './list/view-tabs.tsx'

// The rows come first.
const FilterField = lazyPart(async () => ({ default: (await import('./list/filter-field.tsx')).FilterField }))
const ViewMenu = lazyPart(async () => ({ default: (await import('./list/view-menu.tsx')).ViewMenu }))
const ViewDialog = lazyPart(async () => ({ default: (await import('./list/view-dialog.tsx')).ViewDialog }))

/** The list of incidents: what waits for somebody first. Everything that shapes it stands in the address. */
export function IncidentsPage() {
  const { t, i18n } = useTranslation()
  const filters = useSearch({ from: '/frame/incidents' })
  const navigate = useNavigate({ from: '/incidents' })
  const { data: kept = [], isPending } = useQuery(viewsQuery)
  const [dialog, setDialog] = useState<'none' | 'keep' | 'edit'>('none')
  useKeysRest(dialog === 'none' ? null : dialog, () => setDialog('none'))
  const current = filters.view ?? FIRST_VIEW
  const view = kept.find(({ id }) => id === current)
  // A kept list has to be known before its rows can be asked for.
  const isUnknown = !isBuiltIn(current) && view === undefined && isPending
  const listing = listingOf(filters, view)
  const { data: count } = useQuery({ ...countQuery(listing.query, listing.group), enabled: !isUnknown })
  const change = (changed: Partial<IncidentFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const show = ({ id }: KeptView) => void navigate({ search: { view: id } })
  const remove = useRemoveView(show, () => void navigate({ search: {} }))
  const saved = useSave(view, () => change({ query: undefined, order: undefined, group: undefined }))
  return (
    <>
      <PageHeader
        title={
          <>
            {t('nav.incidents')}
            {count && <span className={styles.total}>{formatCount(count, i18n.language)}</span>}
          </>
        }
      />
      <MailHint />
      <div className={styles.tabBar}>
        <ViewTabs current={current} kept={kept} />
        <Suspense>
          {view?.may_change && <ViewMenu view={view} onEdit={() => setDialog('edit')} onDelete={() => remove(view)} />}
        </Suspense>
      </div>
      <div className={styles.bar}>
        <Suspense fallback={<div className={styles.field} />}>
          <FilterField query={listing.query} onChange={(query) => change({ query })} />
        </Suspense>
        <div className={styles.side}>
          {listing.isChanged && (
            <>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                onClick={() => change({ query: undefined, order: undefined, group: undefined })}
              >
                {t('list.reset')}
              </Button>
              {view?.may_change && (
                <Button size="xs" variant="default" onClick={() => saved(listing)}>
                  {t('list.saveView')}
                </Button>
              )}
              <Button size="xs" variant="default" onClick={() => setDialog('keep')}>
                {t('list.keep')}
              </Button>
            </>
          )}
          <DisplayButton listing={listing} onChange={change} />
        </div>
      </div>
      {!isUnknown && <IncidentListing listing={listing} view={current} isChanged={listing.isChanged} />}
      <Suspense fallback={<DialogOnItsWay />}>
        {dialog !== 'none' && (
          <ViewDialog
            listing={listing}
            view={dialog === 'edit' ? view : undefined}
            onDone={show}
            onClose={() => setDialog('none')}
          />
        )}
      </Suspense>
    </>
  )
}

type Listing = ReturnType<typeof listingOf>

function useSave(view: KeptView | undefined, onSaved: () => void) {
  const changeView = useChangeView()
  const wordsOf = useErrorWords()
  return ({ query, order, group }: Listing) => {
    if (!view) return
    const onError = (error: unknown) => notifyFailed(wordsOf(error))
    whenDone(changeView.mutateAsync({ view, change: { query, order, group } }), { onSuccess: onSaved, onError })
  }
}

function useRemoveView(onBack: (view: KeptView) => void, onGone: () => void) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const deleteView = useDeleteView()
  const keepView = useKeepView()
  return (view: KeptView) => {
    const { name, query, order, group, is_shared } = view
    whenDone(deleteView.mutateAsync(view), {
      onError: (error) => notifyFailed(wordsOf(error)),
      onSuccess: () => {
        onGone()
        notifyUndoable({
          message: t('list.viewDeleted', { name }),
          undo: async () => onBack(await keepView.mutateAsync({ name, query, order, group, is_shared })),
        })
      },
    })
  }
}
