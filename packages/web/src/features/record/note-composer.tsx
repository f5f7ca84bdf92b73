import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import type { Session } from '../../api/types.ts'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import { whenDone } from '../../api/when-done.ts'
import { after } from '../../ports/clock.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import styles from './incident-timeline.module.css'
import { keepNoteDraft, readNoteDraft } from './note-drafts.ts'
import { NoteEditor } from './notes/note-editor.tsx'

/** Somebody who has changed nothing for so long is not writing any more. */
const writesForMs = 60_000

/**
 * One line until something is written into it. What was written stays until the server has it, also when the page is left. `isOff`: out
 * of sight for now, with what stands in it and the pictures that are on their way.
 */
export function NoteComposer({
  id,
  isOff,
  onTyping,
}: {
  id: string
  isOff: boolean
  onTyping: (isTyping: boolean) => void
}) {
  const { t } = useTranslation()
  const own = useQueryClient().getQueryData<Session | null>(keys.session)?.user?.id ?? ''
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => readNoteDraft(own, id))
  const add = useIncidentAction('notes')
  const sayTyping = useTyping(onTyping, isOff)
  // A picture may arrive while somebody writes on: it goes into what stands there then.
  const latest = useRef(text)
  const change = (next: string | ((before: string) => string)) => {
    latest.current = typeof next === 'string' ? next : next(latest.current)
    setText(latest.current)
    keepNoteDraft(own, id, latest.current)
    sayTyping(latest.current.trim() !== '')
  }
  useShortcut('n', t('actions.note.do'), () => field.current?.focus(), isOff)
  return (
    <div className={styles.composer} hidden={isOff}>
      <NoteEditor
        incidentId={id}
        field={field}
        text={text}
        onChange={change}
        onSubmit={() => whenDone(add.mutateAsync({ id, body: { text: text.trim() } }), { onSuccess: () => change('') })}
        onLeave={() => {}}
        submitLabel={t('actions.note.submit')}
        isPending={add.isPending}
        error={add.error}
      />
    </div>
  )
}

/** Tells that somebody writes, until they stop, pause for long, or are gone. */
function useTyping(onTyping: (isTyping: boolean) => void, isOff: boolean): (isTyping: boolean) => void {
  const cancel = useRef(() => {})
  const isGone = useRef(isOff)
  useEffect(() => {
    isGone.current = isOff
    if (isOff) return
    return () => {
      isGone.current = true
      cancel.current()
      onTyping(false)
    }
  }, [isOff, onTyping])
  return (isTyping) => {
    cancel.current()
    cancel.current = isTyping ? after(writesForMs, () => onTyping(false)) : () => {}
    // A picture may still arrive then.
    if (!isGone.current) onTyping(isTyping)
  }
}
