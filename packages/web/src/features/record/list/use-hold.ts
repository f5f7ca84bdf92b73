import { type FocusEvent, useCallback, useRef } from 'react'

/** How far down somebody may have scrolled and still be at the top. */
const topMax = 80

/**
 * Whether somebody is at the list: the pointer or the focus is in it, it is scrolled, or rows are chosen. Then no row may move.
 * Spread `holdProps` on the element around the list; `onLeave` is called when nothing holds it any longer.
 */
export function useHold(isBusy: { readonly current: boolean }, onLeave: () => void) {
  const held = useRef({ pointer: false, focus: false })
  const leave = useRef(onLeave)
  leave.current = onLeave
  const isHeld = useCallback(
    () => held.current.pointer || held.current.focus || isBusy.current || scrollY > topMax,
    [isBusy],
  )
  const release = (what: 'pointer' | 'focus') => {
    held.current[what] = false
    if (!isHeld()) leave.current()
  }
  return {
    isHeld,
    holdProps: {
      onPointerEnter: (event: { pointerType: string }) => {
        if (event.pointerType === 'mouse') held.current.pointer = true
      },
      onPointerLeave: () => release('pointer'),
      onFocus: () => {
        held.current.focus = true
      },
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) release('focus')
      },
    },
  }
}
