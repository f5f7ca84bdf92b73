import { Select, Textarea } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import { getJson, sendJson } from '../../api/request.ts'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import { whenDone } from '../../api/when-done.ts'
import type { ActionDialogProps } from '../../ui/action-dialog.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { notifyUndoable } from '../../ui/notify.ts'

const candidatesMax = 100

/** Every incident that somebody works on: nothing is merged into what is over. */
const candidatesQuery = queryOptions({
  queryKey: keys.incidentList({ candidates: true }),
  queryFn: ({ signal }) => {
    const query = { query: 'status:open,acknowledged,mitigated,verifying', limit: candidatesMax }
    return getJson('/incidents', { query, signal })
  },
})

/** They are one problem: which of the others goes on? It can be taken back at once. */
export function MergeDialog({ incident, onClose }: ActionDialogProps) {
  const { t } = useTranslation()
  const { data } = useQuery(candidatesQuery)
  const [into, setInto] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const merge = useIncidentAction('merge')
  const others = (data?.items ?? []).filter(({ id, is_test }) => id !== incident.id && !is_test)
  const submit = () => {
    if (into === null) return
    const body = { into, ...(reason.trim() !== '' && { reason: reason.trim() }) }
    whenDone(merge.mutateAsync({ id: incident.id, body }), {
      onSuccess: () => {
        onClose()
        notifyUndoable({
          message: t('merge.done', { id: incident.id, into }),
          undo: () => sendJson('POST', `/incidents/${encodeURIComponent(incident.id)}/unmerge`, {}),
          undone: t('merge.undone', { id: incident.id }),
        })
      },
    })
  }
  return (
    <FormDialog
      title={t('actions.merge.title')}
      text={t('actions.merge.text')}
      submitLabel={t('actions.merge.submit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={merge.isPending}
      isReady={into !== null}
      error={merge.error}
    >
      <Select
        label={t('merge.which')}
        placeholder={t('merge.search')}
        data={others.map(({ id, title, priority }) => ({ value: id, label: `${id} · ${priority} · ${title}` }))}
        value={into}
        onChange={setInto}
        searchable
        required
        nothingFoundMessage={t('merge.nothing')}
        maxDropdownHeight={260}
        data-autofocus
      />
      <Textarea
        label={t('merge.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
      />
    </FormDialog>
  )
}
