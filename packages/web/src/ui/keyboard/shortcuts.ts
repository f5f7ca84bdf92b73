import type { Icon } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { elapsed } from '../../ports/clock.ts'
import { beginsPair, type KeyPress, matchBinding } from './key-press.ts'
import { areKeysResting } from './resting-keys.ts'

/**
 * The one registry of what can be done now. Keys act on it, the help sheet and the command palette list it: neither can tell of
 * something that does nothing.
 */
export interface Command {
  label: string
  run: () => void
  /** Its key; without one it stands in the palette alone. */
  binding?: string | undefined
  /** Other words that find it in the palette. */
  words?: string | undefined
  icon?: Icon | undefined
  group: CommandGroup
  /** Its key works in fields too. */
  isWhileTyping?: boolean | undefined
}

/** `here`: of the page that stands below. `list` moves within it and `find` begins to search: of no use in a palette. */
export const COMMAND_GROUPS = ['here', 'list', 'find', 'everywhere', 'go'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

type Shortcut = Command & { binding: string }

const pairMaxMs = 900
const registered = new Set<Command>()
let pairStart: { press: KeyPress; atMs: number } | undefined

const fields = 'input, textarea, select, [contenteditable="true"]'
const overlays = '[role="dialog"], [role="menu"], [role="listbox"]'

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null
}

/** Keys stand still while somebody types or a dialog, menu or list of choices is open. */
export function isBusyElsewhere(target: EventTarget | null): boolean {
  return isIn(target, `${fields}, ${overlays}`)
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || areKeysResting() || isIn(event.target, overlays)) return
  const isTyping = isIn(event.target, fields)
  // The newest registration wins: a page may take a key over from the frame.
  const newestFirst = [...registered]
    .filter(hasBinding)
    .filter(({ isWhileTyping }) => !isTyping || isWhileTyping)
    .reverse()
  const before = pairStart && elapsed() - pairStart.atMs < pairMaxMs ? pairStart.press : undefined
  pairStart = undefined
  const found = matchBinding(newestFirst, event, before)
  if (found) {
    event.preventDefault()
    found.run()
  } else if (beginsPair(newestFirst, event)) pairStart = { press: event, atMs: elapsed() }
}

function hasBinding(command: Command): command is Shortcut {
  return command.binding !== undefined
}

/** Listens for every registered key; returns what stops it. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', handle)
  return () => removeEventListener('keydown', handle)
}

/** What is registered now, oldest first; a key that was taken over is listed once, with what it does now. */
export function listCommands(): Command[] {
  const latest = new Map([...registered].filter(hasBinding).map((command) => [command.binding, command]))
  return [...registered].filter((command) => !hasBinding(command) || latest.get(command.binding) === command)
}

/** The keys among them, by group. */
export function listShortcuts(): { group: CommandGroup; shortcuts: Shortcut[] }[] {
  const all = listCommands().filter(hasBinding)
  return COMMAND_GROUPS.map((group) => ({ group, shortcuts: all.filter((each) => each.group === group) })).filter(
    ({ shortcuts }) => shortcuts.length > 0,
  )
}

/** Something that can be done for as long as the component stands. `isOff` takes it away. */
export function useCommand({ isOff = false, ...command }: Command & { isOff?: boolean }): void {
  const latest = useRef(command.run)
  latest.current = command.run
  const { label, binding, words, icon, group, isWhileTyping } = command
  useEffect(() => {
    if (isOff) return
    const made: Command = { label, binding, words, icon, group, isWhileTyping, run: () => latest.current() }
    registered.add(made)
    return () => {
      registered.delete(made)
    }
  }, [label, binding, words, icon, group, isWhileTyping, isOff])
}

/** A key of the page that stands now. */
export function useShortcut(binding: string, label: string, run: () => void, isOff = false): void {
  useCommand({ binding, label, run, isOff, group: 'here' })
}
