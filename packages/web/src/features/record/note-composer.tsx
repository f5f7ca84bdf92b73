import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import styles from './incident-timeline.module.css'
import { NoteEditor } from './notes/note-editor.tsx'

/** One line until something is written into it. What was written stays until the server has it. */
export function NoteComposer({ id, onTyping }: { id: string; onTyping: (isTyping: boolean) => void }) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const add = useIncidentAction('notes')
  // A picture may arrive while somebody writes on: it goes into what stands there then.
  const latest = useRef('')
  const change = (next: string | ((before: string) => string)) => {
    latest.current = typeof next === 'string' ? next : next(latest.current)
    setText(latest.current)
    onTyping(latest.current.trim() !== '')
  }
  useShortcut('n', t('actions.note.do'), () => field.current?.focus())
  return (
    <div className={styles.composer}>
      <NoteEditor
        incidentId={id}
        field={field}
        text={text}
        onChange={change}
        onSubmit={() => add.mutate({ id, body: { text: text.trim() } }, { onSuccess: () => change('') })}
        onLeave={() => {}}
        submitLabel={t('actions.note.submit')}
        isPending={add.isPending}
        error={add.error}
      />
    </div>
  )
}
