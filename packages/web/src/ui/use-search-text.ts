import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { after } from '../ports/clock.ts'
import { useCommand } from './keyboard/shortcuts.ts'

const pauseMs = 250

/** A search field whose text goes out when the typing pauses; `/` goes there, Escape leaves. */
export function useSearchText(
  current: string | undefined,
  onChange: (text: string | undefined) => void,
  label: string,
) {
  const [text, setText] = useState(current ?? '')
  const field = useRef<HTMLInputElement>(null)
  const send = useRef(onChange)
  send.current = onChange
  useCommand({ binding: '/', label, run: () => field.current?.focus(), group: 'find' })
  useEffect(() => setText(current ?? ''), [current])
  useEffect(() => {
    if (text === (current ?? '')) return
    return after(pauseMs, () => send.current(text === '' ? undefined : text))
  }, [text, current])
  return {
    ref: field,
    value: text,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setText(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
      if (event.key === 'Escape') event.currentTarget.blur()
    },
  }
}
