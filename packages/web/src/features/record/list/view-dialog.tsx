import { Switch, TextInput } from '@mantine/core'
import type { IncidentView } from '@tocsin/core/record/query/incident-views.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { usePermission } from '../../people/session.query.ts'
import type { KeptView } from './incident-list.query.ts'
import { useChangeView, useKeepView } from './use-views.ts'

/** Gives a list a name, or another one. */
export function ViewDialog({
  listing,
  view,
  onDone,
  onClose,
}: {
  listing: IncidentView
  /** The kept one that is renamed; absent: a new one. */
  view?: KeptView | undefined
  onDone: (view: KeptView) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const mayShare = usePermission('view.share')
  const keep = useKeepView()
  const change = useChangeView()
  const [name, setName] = useState(view?.name ?? '')
  const [isShared, setIsShared] = useState(view?.is_shared ?? false)
  const done = {
    onSuccess: (kept: KeptView) => {
      onClose()
      onDone(kept)
    },
  }
  const submit = () => {
    const named = { name: name.trim(), is_shared: isShared }
    if (view) change.mutate({ view, change: named }, done)
    else keep.mutate({ ...named, query: listing.query, order: listing.order, group: listing.group }, done)
  }
  return (
    <FormDialog
      title={t(view ? 'list.renameView' : 'list.keepTitle')}
      text={view ? undefined : t('list.keepText')}
      submitLabel={t('list.keepSubmit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={keep.isPending || change.isPending}
      isReady={name.trim() !== ''}
      error={keep.error ?? change.error}
    >
      <TextInput
        label={t('list.viewName')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        required
        data-autofocus
      />
      <Switch
        label={t('list.share')}
        description={mayShare ? t('list.shareText') : t('refusals.role_lacks_permission')}
        checked={isShared}
        onChange={(event) => setIsShared(event.currentTarget.checked)}
        disabled={!mayShare}
      />
    </FormDialog>
  )
}
