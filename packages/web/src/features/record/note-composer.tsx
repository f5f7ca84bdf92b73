import { Button, Textarea } from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useIncidentAction } from '../../api/use-incident-action.ts'
import { FormError } from '../../ui/form-error.tsx'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import styles from './incident-timeline.module.css'

/** One line until something is written into it. What was written stays until the server has it. */
export function NoteComposer({ id }: { id: string }) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const add = useIncidentAction('notes')
  const submit = () => {
    if (text.trim() !== '' && !add.isPending)
      add.mutate({ id, body: { text: text.trim() } }, { onSuccess: () => setText('') })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit()
    if (event.key === 'Escape') field.current?.blur()
  }
  useShortcut('n', t('actions.note.do'), () => field.current?.focus())
  return (
    <div className={styles.composer}>
      <Textarea
        ref={field}
        aria-label={t('actions.note.do')}
        placeholder={t('actions.note.placeholder')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autosize
        minRows={1}
        maxRows={10}
      />
      {add.error && <FormError error={add.error} />}
      {text.trim() !== '' && (
        <div className={styles.composerFoot}>
          <Button size="xs" loading={add.isPending} onClick={submit}>
            {t('actions.note.submit')}
            <KeyHint binding="mod+enter" />
          </Button>
        </div>
      )}
    </div>
  )
}
