import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { EditDialog } from '../../../ui/edit-dialog.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { suggestId } from '../../../ui/suggest-id.ts'
import { calendarBodyOf, calendarDraftOf, newCalendar } from './calendar-draft.ts'
import { CalendarFields } from './calendar-fields.tsx'
import {
  type Calendar,
  calendarQuery,
  useCreateCalendar,
  useDeleteCalendar,
  useReplaceCalendar,
} from './calendars.query.ts'
import './calendar-texts.ts'

export function AddCalendarDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const create = useCreateCalendar()
  const [draft, setDraft] = useState(newCalendar)
  const id = suggestId(draft.name)
  const body = calendarBodyOf(draft)
  return (
    <FormDialog
      title={t('calendars.addTitle')}
      submitLabel={t('calendars.add')}
      onSubmit={() => body && whenDone(create.mutateAsync({ ...body, id }), { onSuccess: onClose })}
      onClose={onClose}
      isPending={create.isPending}
      isReady={body !== undefined && id !== ''}
      error={create.error}
    >
      <CalendarFields draft={draft} onChange={setDraft} problems={fieldProblems(create.error)} />
    </FormDialog>
  )
}

export function EditCalendarDialog({ calendar, onClose }: { calendar: Calendar; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const replace = useReplaceCalendar()
  const [base, setBase] = useState(calendar)
  const [draft, setDraft] = useState(() => calendarDraftOf(calendar))
  const body = calendarBodyOf(draft)
  const save = (version: number) =>
    body && whenDone(replace.mutateAsync({ id: base.id, body, version }), { onSuccess: onClose })
  const newest = () => client.fetchQuery({ ...calendarQuery(base.id), staleTime: 0 })
  return (
    <EditDialog
      title={t('calendars.editTitle', { name: base.name })}
      submitLabel={t('common.save')}
      onSubmit={() => save(base.version)}
      onClose={onClose}
      isPending={replace.isPending}
      isReady={body !== undefined}
      error={replace.error}
      onTakeNewest={() =>
        void newest().then((now) => {
          setBase(now)
          setDraft(calendarDraftOf(now))
          replace.reset()
        })
      }
      onOverwrite={() => void newest().then(({ version }) => save(version))}
    >
      <CalendarFields draft={draft} onChange={setDraft} problems={fieldProblems(replace.error)} />
    </EditDialog>
  )
}

/** What uses it is named before somebody tries: the server refuses as long as anything does. */
export function DeleteCalendarDialog({
  calendar,
  uses,
  onClose,
}: {
  calendar: Calendar
  uses: readonly string[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const drop = useDeleteCalendar()
  const problems = [...new Set(Object.values(fieldProblems(drop.error)))].join(', ')
  return (
    <FormDialog
      title={t('calendars.deleteTitle', { name: calendar.name })}
      text={
        uses.length > 0
          ? t('calendars.deleteUsed', { uses: uses.join(', ') })
          : `${t('calendars.deleteText')} ${problems}`.trim()
      }
      submitLabel={t('calendars.delete')}
      onSubmit={() =>
        whenDone(drop.mutateAsync(calendar.id), {
          onSuccess: () => {
            notifyDone(t('calendars.deleted', { name: calendar.name }))
            onClose()
          },
        })
      }
      onClose={onClose}
      isPending={drop.isPending}
      isReady={uses.length === 0}
      isDangerous
      error={drop.error}
    />
  )
}
