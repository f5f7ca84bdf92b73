import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { type UndoableAct, UndoNotice } from './undo-notice.tsx'

/** Short word that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 3_500 })
}

/** Stays longer: it is to be read. */
export function notifyFailed({ title, text }: { title: string; text: string }): void {
  notifications.show({ title, message: text, color: 'red', autoClose: 9_000 })
}

/** Long enough to notice one's own mistake and to reach for the button. */
const undoShownMs = 8_000

/** Says that something was done and offers to take it back, by its button or with Control or Command and Z. The newest counts. */
export function notifyUndoable(act: UndoableAct): void {
  const id = `undo: ${act.message}`
  notifications.hide(id)
  notifications.show({
    id,
    message: createElement(UndoNotice, {
      ...act,
      onTaken: () => notifications.hide(id),
      onDone: notifyDone,
      onFailed: notifyFailed,
    }),
    color: 'teal',
    autoClose: undoShownMs,
  })
}
