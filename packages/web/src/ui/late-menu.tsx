import { cloneElement, type ReactElement, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { after } from '../ports/clock.ts'

/** Whoever comes near is faster; afterwards it is at hand also when the line breaks. */
const loadedAfterMs = 2_000

interface ButtonProps {
  onClick?: () => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
}

/**
 * A button whose menu is fetched a little after the page, and opens with the first press: what opens is no part of the first load.
 * `children` is the menu with the same button, as a lazy component; {@link OpenMenu} makes one.
 */
export function LateMenu({
  button,
  load,
  opens = 'menu',
  children,
}: {
  button: ReactElement<ButtonProps>
  load: () => Promise<unknown>
  opens?: 'menu' | 'dialog'
  children: ReactNode
}) {
  const [isWanted, setIsWanted] = useState(false)
  const loadSoon = useRef(() => {})
  loadSoon.current = () => {
    // Without a line it is fetched when it is pressed.
    load().catch(() => {})
  }
  useEffect(() => after(loadedAfterMs, () => loadSoon.current()), [])
  if (isWanted) return <Suspense fallback={button}>{children}</Suspense>
  return cloneElement(button, {
    onClick: () => setIsWanted(true),
    onPointerEnter: () => loadSoon.current(),
    onFocus: () => loadSoon.current(),
    'aria-haspopup': opens,
    'aria-expanded': false,
  })
}
