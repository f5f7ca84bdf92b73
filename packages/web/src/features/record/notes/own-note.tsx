import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import type { IncidentFact, Session } from '../../../api/types.ts'
import { useIncidentAction } from '../../../api/use-incident-action.ts'
import { lazyPart } from '../../../ui/lazy-part.ts'
import type { NoteNow } from '../fact-kinds.ts'
import { NoteEditor } from './note-editor.tsx'
import styles from './own-note.module.css'

const DeletedNote = lazyPart(async () => ({ default: (await import('./deleted-note.tsx')).DeletedNote }))

/** Below a note: that it was changed, and for who wrote it the ways to change and delete it. */
export function OwnNote({
  incidentId,
  fact,
  note,
  canWrite,
}: {
  incidentId: string
  fact: IncidentFact
  note: NoteNow
  canWrite: boolean
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [mode, setMode] = useState<'shown' | 'editing' | 'deleting'>('shown')
  const own = client.getQueryData<Session | null>(keys.session)?.user?.id
  const isOwn = canWrite && fact.actor.kind === 'user' && fact.actor.id === own
  const close = () => setMode('shown')
  if (mode === 'editing')
    return <EditedNote incidentId={incidentId} version={fact.version} note={note} onClose={close} />
  return (
    <div className={styles.foot}>
      {note.isEdited && <span>{t('story.edited')}</span>}
      {isOwn && (
        <>
          <button type="button" className={styles.button} onClick={() => setMode('editing')}>
            {t('notes.edit')}
          </button>
          <button type="button" className={styles.button} onClick={() => setMode('deleting')}>
            {t('notes.delete')}
          </button>
        </>
      )}
      <Suspense>
        {mode === 'deleting' && <DeletedNote incidentId={incidentId} version={fact.version} onClose={close} />}
      </Suspense>
    </div>
  )
}

function EditedNote({
  incidentId,
  version,
  note,
  onClose,
}: {
  incidentId: string
  version: number
  note: NoteNow
  onClose: () => void
}) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(note.text)
  const edit = useIncidentAction('notes/edit')
  return (
    <div className={styles.editing}>
      <NoteEditor
        incidentId={incidentId}
        field={field}
        text={text}
        onChange={setText}
        onSubmit={() =>
          edit.mutate({ id: incidentId, body: { note: version, text: text.trim() } }, { onSuccess: onClose })
        }
        onLeave={onClose}
        submitLabel={t('notes.save')}
        isPending={edit.isPending}
        error={edit.error}
        isAlwaysOpen
      />
    </div>
  )
}
