import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import type { IncidentFact, Session } from '../../../api/types.ts'
import { useIncidentAction } from '../../../api/use-incident-action.ts'
import { whenDone } from '../../../api/when-done.ts'
import { DialogOnItsWay } from '../../../ui/dialog-on-its-way.tsx'
import { useKeysRest } from '../../../ui/keyboard/resting-keys.ts'
import { lazyPart } from '../../../ui/lazy-part.ts'
import type { NoteNow } from '../fact-kinds.ts'
import { aboutNote, keepNoteDraft, readNoteDraft } from '../note-drafts.ts'
import { NoteEditor } from './note-editor.tsx'
import styles from './own-note.module.css'

const DeletedNote = lazyPart(async () => ({ default: (await import('./deleted-note.tsx')).DeletedNote }))

/** Who wrote it: of what was kept from a chat whoever wrote it there, if they are known here. */
function quoteOf({ actor, data }: IncidentFact): { author: string | null | undefined; link?: string } {
  const from = data.from as { author?: { user?: string }; link?: string } | undefined
  if (from === undefined) return { author: actor.kind === 'user' ? actor.id : undefined }
  return { author: from.author?.user, ...(from.link !== undefined && { link: from.link }) }
}

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
  const own = client.getQueryData<Session | null>(keys.session)?.user?.id
  const about = aboutNote(incidentId, fact.version)
  const [mode, setMode] = useState<'shown' | 'editing' | 'deleting'>(() =>
    own !== undefined && readNoteDraft(own, about) !== '' ? 'editing' : 'shown',
  )
  const { author, link } = quoteOf(fact)
  const isOwn = canWrite && own !== undefined && author === own
  const close = () => setMode('shown')
  useKeysRest(mode === 'deleting' ? mode : null, close)
  if (mode === 'editing' && isOwn) {
    const draft = readNoteDraft(own, about)
    return (
      <EditedNote
        incidentId={incidentId}
        version={fact.version}
        textNow={draft === '' ? note.text : draft}
        onText={(text) => keepNoteDraft(own, about, text === note.text ? '' : text)}
        onClose={() => {
          keepNoteDraft(own, about, '')
          close()
        }}
      />
    )
  }
  return (
    <div className={styles.foot}>
      {note.isEdited && <span>{t('story.edited')}</span>}
      {link !== undefined && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {t('story.openInSlack')}
        </a>
      )}
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
      <Suspense fallback={<DialogOnItsWay />}>
        {mode === 'deleting' && <DeletedNote incidentId={incidentId} version={fact.version} onClose={close} />}
      </Suspense>
    </div>
  )
}

function EditedNote({
  incidentId,
  version,
  textNow,
  onText,
  onClose,
}: {
  incidentId: string
  version: number
  textNow: string
  onText: (text: string) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(textNow)
  // A picture may arrive while somebody writes on.
  const latest = useRef(textNow)
  const change = (next: string | ((before: string) => string)) => {
    latest.current = typeof next === 'string' ? next : next(latest.current)
    setText(latest.current)
    onText(latest.current)
  }
  const edit = useIncidentAction('notes/edit')
  return (
    <div className={styles.editing}>
      <NoteEditor
        incidentId={incidentId}
        field={field}
        text={text}
        onChange={change}
        onSubmit={() =>
          whenDone(edit.mutateAsync({ id: incidentId, body: { note: version, text: text.trim() } }), {
            onSuccess: onClose,
          })
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
