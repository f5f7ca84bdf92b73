import { Button } from '@mantine/core'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from './keyboard/key-hint.tsx'
import { useShortcut } from './keyboard/shortcuts.ts'
import { useErrorWords } from './page-states.tsx'
import styles from './undo-notice.module.css'

export interface UndoableAct {
  /** What was done, as a short sentence. */
  message: string
  /** Does the opposite; when it rejects, the reader is told why. Called once at most. */
  undo: () => Promise<unknown>
  /** What is said once it is undone; “Undone” when left out. */
  undone?: string | undefined
}

/** What was done, with the way back beside it. It leaves as soon as it is taken; how that went is a notice of its own. */
export function UndoNotice({
  message,
  undo,
  undone,
  onTaken,
  onDone,
  onFailed,
}: UndoableAct & {
  onTaken: () => void
  onDone: (message: string) => void
  onFailed: (words: { title: string; text: string }) => void
}) {
  const { t } = useTranslation()
  const errorWords = useErrorWords()
  const isTaken = useRef(false)
  const takeBack = () => {
    // The notice stays for a moment while it fades: the opposite must not be done twice.
    if (isTaken.current) return
    isTaken.current = true
    onTaken()
    undo().then(
      () => onDone(undone ?? t('common.undone')),
      (error: unknown) => {
        const { title, text } = errorWords(error)
        onFailed({ title: t('common.notUndone'), text: `${title} ${text}`.trim() })
      },
    )
  }
  useShortcut('mod+z', t('shortcuts.undo'), takeBack)
  return (
    <span className={styles.notice}>
      <span className={styles.message}>{message}</span>
      <Button size="compact-sm" variant="default" onClick={takeBack}>
        {t('common.undo')}
        <KeyHint binding="mod+z" />
      </Button>
    </span>
  )
}
