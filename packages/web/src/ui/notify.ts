import i18next from 'i18next'
import { createElement } from 'react'
import { loadEventually } from './lazy-part.ts'
import { type UndoableAct, UndoNotice } from './undo-notice.tsx'

/** Notices come with the first of them: no page needs them to be read. */
const loadNotices = async () => (await loadEventually(() => import('@mantine/notifications'))).notifications

/** The cross of a notice has no word that is seen; it has one that is heard. */
const closable = () => ({ closeButtonProps: { 'aria-label': i18next.t('common.close') } })

/** Short word that something was done. */
export function notifyDone(message: string): void {
  void loadNotices().then((notices) => notices.show({ ...closable(), message, color: 'teal', autoClose: 3_500 }))
}

/** Stays longer: it is to be read. */
export function notifyFailed({ title, text }: { title: string; text: string }): void {
  void loadNotices().then((notices) =>
    notices.show({ ...closable(), title, message: text, color: 'red', autoClose: 9_000 }),
  )
}

/** Long enough to notice one's own mistake and to reach for the button. */
const undoShownMs = 8_000

/** Says that something was done and offers to take it back, by its button or with Control or Command and Z. The newest counts. */
export function notifyUndoable(act: UndoableAct): void {
  const id = `undo: ${act.message}`
  void loadNotices().then((notices) => {
    notices.hide(id)
    notices.show({
      ...closable(),
      id,
      message: createElement(UndoNotice, {
        ...act,
        onTaken: () => notices.hide(id),
        onDone: notifyDone,
        onFailed: notifyFailed,
      }),
      color: 'teal',
      autoClose: undoShownMs,
    })
  })
}
