import type { KeyPress } from './key-press.ts'

export type HeldPress = KeyPress & { isComposing: boolean }

/** Whether a press is meant for the dialog that is on its way, and not for the browser or for moving the focus. */
export function isForDialog({ key, ctrlKey, metaKey, altKey, isComposing }: HeldPress): boolean {
  return !ctrlKey && !metaKey && !altKey && !isComposing && key !== 'Tab' && !/^F\d+$/.test(key)
}

/** What a field would hold after one more press. Keys without a letter of their own change nothing. */
export function typeAhead(text: string, { key }: HeldPress): string {
  if (key === 'Backspace') return [...text].slice(0, -1).join('')
  return [...key].length === 1 ? text + key : text
}
