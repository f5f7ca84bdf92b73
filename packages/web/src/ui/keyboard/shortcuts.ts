import { useEffect, useRef } from 'react'
import { now } from '../../ports/clock.ts'
import { beginsPair, type KeyPress, matchBinding } from './key-press.ts'

/** One key and what it does now. The help sheet lists what is registered, so that it never tells of a key that does nothing. */
export interface Shortcut {
  binding: string
  label: string
  run: () => void
}

const pairMaxMs = 900
const registered = new Set<Shortcut>()
let pairStart: { press: KeyPress; atMs: number } | undefined

/** Keys stand still while somebody types or a dialog, menu or list of choices is open. */
export function isBusyElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return (
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
    ) !== null
  )
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isBusyElsewhere(event.target)) return
  // The newest registration wins: a page may take a key over from the frame.
  const newestFirst = [...registered].reverse()
  const before = pairStart && now() - pairStart.atMs < pairMaxMs ? pairStart.press : undefined
  pairStart = undefined
  const found = matchBinding(newestFirst, event, before)
  if (found) {
    event.preventDefault()
    found.run()
  } else if (beginsPair(newestFirst, event)) pairStart = { press: event, atMs: now() }
}

/** Listens for every registered key; returns what stops it. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', handle)
  return () => removeEventListener('keydown', handle)
}

/** What is registered now, oldest first; a binding that was taken over is listed once, with what it does now. */
export function listShortcuts(): Shortcut[] {
  return [...new Map([...registered].map((shortcut) => [shortcut.binding, shortcut])).values()]
}

/** A key for as long as the component stands. `isOff` takes it away. */
export function useShortcut(binding: string, label: string, run: () => void, isOff = false): void {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (isOff) return
    const shortcut: Shortcut = { binding, label, run: () => latest.current() }
    registered.add(shortcut)
    return () => {
      registered.delete(shortcut)
    }
  }, [binding, label, isOff])
}
