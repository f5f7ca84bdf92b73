import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, fieldProblems } from '../../../../api/api-error.ts'
import type { Schedule } from '../../../../api/types.ts'
import { now } from '../../../../ports/clock.ts'
import { BackLink } from '../../../../ui/back-link.tsx'
import { ConfirmDialog } from '../../../../ui/confirm-dialog.tsx'
import { FormError } from '../../../../ui/form-error.tsx'
import { useCommand } from '../../../../ui/keyboard/shortcuts.ts'
import { OwnedByFileNote } from '../../../../ui/owned-by-file.tsx'
import { PageHeader } from '../../../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../../../ui/page-states.tsx'
import { suggestId } from '../../../../ui/suggest-id.ts'
import { useReader } from '../../../../ui/time/reader.ts'
import { usePermission } from '../../../people/session.query.ts'
import pageStyles from '../schedule-page.module.css'
import type { ScheduleView } from '../schedule-view.ts'
import { scheduleQuery } from '../schedules.query.ts'
import { dateAt } from '../timeline/timeline-window.ts'
import { useTimelineView } from '../use-timeline-view.ts'
import { EditorPreview } from './editor-preview.tsx'
import { draftOf, newDraft, type ScheduleDraft } from './schedule-draft.ts'
import styles from './schedule-editor.module.css'
import { ScheduleFields } from './schedule-fields.tsx'
import { usePreview } from './use-preview.ts'
import { useSaveSchedule } from './use-save-schedule.ts'
import '../schedule-texts.ts'

export function NewSchedulePage() {
  const { zone } = useReader()
  const search = useSearch({ from: '/frame/on-call/schedules/new' })
  const navigate = useNavigate()
  const [initial] = useState(() => newDraft(zone, dateAt(now(), zone)))
  return (
    <ScheduleEditor
      initial={initial}
      search={search}
      onSearch={(changed) =>
        void navigate({ to: '/on-call/schedules/new', search: { ...search, ...changed }, replace: true })
      }
    />
  )
}

/** The schedule as it was when the page opened: what others save meanwhile does not take away what is being typed. */
export function EditSchedulePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/on-call/schedules/$id/edit' })
  const search = useSearch({ from: '/frame/on-call/schedules/$id/edit' })
  const navigate = useNavigate()
  const [attempt, setAttempt] = useState(0)
  const { data, error, refetch } = useQuery({ ...scheduleQuery(id), staleTime: 0, refetchOnWindowFocus: false })
  if (!data)
    return (
      <>
        <PageHeader title={t('schedule.edit')} />
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
      </>
    )
  return (
    <LoadedEditor
      key={`${id} ${attempt}`}
      loaded={data}
      search={search}
      onSearch={(changed) =>
        void navigate({
          ...{ to: '/on-call/schedules/$id/edit', params: { id }, replace: true },
          search: { ...search, ...changed },
        })
      }
      onReload={() => void refetch().then(() => setAttempt(attempt + 1))}
    />
  )
}

function LoadedEditor({ loaded, ...rest }: Omit<EditorProps, 'initial' | 'schedule'> & { loaded: Schedule }) {
  const [schedule] = useState(loaded)
  const [initial] = useState(() => draftOf(schedule, now()))
  return <ScheduleEditor schedule={schedule} initial={initial} {...rest} />
}

interface EditorProps {
  schedule?: Schedule
  initial: ScheduleDraft
  search: ScheduleView
  onSearch: (changed: ScheduleView) => void
  onReload?: () => void
}

/** The fields on one side, what they lead to on the other, while they are being filled in. */
function ScheduleEditor({ schedule, initial, search, onSearch, onReload }: EditorProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayWrite = usePermission('configuration.write')
  const [draft, setDraft] = useState(initial)
  const isLeaving = useRef(false)
  const id = schedule?.id ?? suggestId(draft.name)
  const saving = useSaveSchedule(schedule, (saved) => {
    isLeaving.current = true
    void navigate({ to: '/on-call/schedules/$id', params: { id: saved } })
  })
  const state = useTimelineView(search, onSearch, draft.zone)
  const preview = usePreview(schedule?.id, draft, state.window)
  const isChanged = useMemo(() => JSON.stringify(draft) !== JSON.stringify(initial), [draft, initial])
  const isReadOnly = !mayWrite || schedule?.owned_by === 'file'
  const canSave = isChanged && id !== '' && !preview.isMissing && !isReadOnly
  const save = () => {
    if (canSave && !saving.isPending) saving.save(draft, id)
  }
  useCommand({ binding: 'mod+s', label: t('scheduleEditor.save'), run: save, group: 'here', isWhileTyping: true })
  const problems = { ...fieldProblems(preview.error), ...fieldProblems(saving.error) }
  return (
    <>
      <PageHeader
        title={
          <>
            {schedule ? (
              <BackLink to="/on-call/schedules/$id" params={{ id: schedule.id }} label={schedule.name} />
            ) : (
              <BackLink to="/on-call/schedules" label={t('schedule.back')} />
            )}
            <span className={pageStyles.title}>{schedule ? schedule.name : t('schedule.newTitle')}</span>
          </>
        }
      >
        <Button size="xs" loading={saving.isPending} disabled={!canSave} onClick={save}>
          {t('scheduleEditor.save')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        <div className={styles.side}>
          {schedule && <OwnedByFileNote owner={schedule.owned_by} />}
          {!mayWrite && <p className={styles.hint}>{t('schedule.mayNot')}</p>}
          <SaveProblem error={saving.error} onOver={() => saving.saveOver(draft)} onReload={onReload} />
          <ScheduleFields
            draft={draft}
            own={schedule?.id}
            isNew={schedule === undefined}
            problems={problems}
            later={preview.ahead?.later ?? []}
            onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
          />
        </div>
        <EditorPreview name={draft.name || id} preview={preview} state={state} isNew={schedule === undefined} />
      </div>
      <LeaveQuestion isAsked={() => isChanged && !isLeaving.current && !isReadOnly} />
    </>
  )
}

function SaveProblem({
  error,
  onOver,
  onReload,
}: {
  error: unknown
  onOver: () => void
  onReload: (() => void) | undefined
}) {
  const { t } = useTranslation()
  if (!error) return null
  if (!(error instanceof ApiError) || error.code !== 'version_conflict') return <FormError error={error} />
  return (
    <div className={styles.conflict} role="alert">
      <span>{t('scheduleEditor.conflict')}</span>
      <span className={styles.order}>
        <Button size="compact-xs" variant="default" onClick={onReload}>
          {t('scheduleEditor.conflictLoad')}
        </Button>
        <Button size="compact-xs" color="red" variant="light" onClick={onOver}>
          {t('scheduleEditor.conflictOver')}
        </Button>
      </span>
    </div>
  )
}

/** Nobody loses what they typed by a wrong click: also not by closing the tab. */
function LeaveQuestion({ isAsked }: { isAsked: () => boolean }) {
  const { t } = useTranslation()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isAsked(),
    enableBeforeUnload: isAsked,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <ConfirmDialog
      title={t('scheduleEditor.leaveTitle')}
      text={t('scheduleEditor.leaveText')}
      submitLabel={t('scheduleEditor.leave')}
      onConfirm={proceed}
      onClose={reset}
      isPending={false}
      error={null}
    />
  )
}
