import {
  type CSSProperties,
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { after } from '../ports/clock.ts'
import styles from './tip.module.css'

const openAfterMs = 350
const gapPx = 7
/** Nearer to the edge of the window a tip goes to the other side. */
const roomPx = 44

type Side = 'above' | 'right' | 'right-end'

interface TargetProps {
  onPointerEnter?: (event: PointerEvent) => void
  onPointerLeave?: (event: PointerEvent) => void
  onFocus?: (event: FocusEvent) => void
  onBlur?: (event: FocusEvent) => void
  'aria-describedby'?: string | undefined
}

/**
 * What something is, said beside it when a pointer rests on it or the keyboard comes to it; Escape takes it away. The library's own is
 * three times what all of the frame is, and the frame is what the first load consists of.
 */
export function Tip({
  label,
  side = 'above',
  isCard = false,
  isOff = false,
  children,
}: {
  label: ReactNode
  side?: Side
  /** Room for several lines, as paper and not as a label. */
  isCard?: boolean
  isOff?: boolean
  children: ReactElement<TargetProps>
}) {
  const id = useId()
  const [place, setPlace] = useState<CSSProperties>()
  const opening = useRef(() => {})
  useEffect(() => () => opening.current(), [])
  const open = (target: Element, afterMs: number) => {
    opening.current()
    opening.current = after(afterMs, () => setPlace(placeBeside(target.getBoundingClientRect(), side)))
  }
  const close = () => {
    opening.current()
    setPlace(undefined)
  }
  useEscape(place !== undefined && !isOff, close)
  const { onPointerEnter, onPointerLeave, onFocus, onBlur } = children.props
  const target = cloneElement(children, {
    onPointerEnter: (event) => {
      onPointerEnter?.(event)
      if (event.pointerType === 'mouse') open(event.currentTarget, openAfterMs)
    },
    onPointerLeave: (event) => {
      onPointerLeave?.(event)
      close()
    },
    onFocus: (event) => {
      onFocus?.(event)
      if (event.currentTarget.matches(':focus-visible')) open(event.currentTarget, 0)
    },
    onBlur: (event) => {
      onBlur?.(event)
      close()
    },
    ...(place && !isOff && { 'aria-describedby': id }),
  })
  return (
    <>
      {target}
      {place &&
        !isOff &&
        createPortal(
          <div role="tooltip" id={id} className={styles.tip} style={place} data-card={isCard || undefined}>
            {label}
          </div>,
          document.body,
        )}
    </>
  )
}

function useEscape(isOpen: boolean, close: () => void): void {
  const latest = useRef(close)
  latest.current = close
  useEffect(() => {
    if (!isOpen) return
    const listen = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') latest.current()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [isOpen])
}

function placeBeside({ left, right, top, bottom, width, height }: DOMRect, side: Side): CSSProperties {
  if (side === 'right-end') return { left: right + gapPx, bottom: innerHeight - bottom }
  if (side === 'right') return { left: right + gapPx, top: top + height / 2, transform: 'translateY(-50%)' }
  // The middle stays as far from the edges as a wide tip needs; a narrow one at the edge stands a little aside.
  const middle = Math.min(Math.max(left + width / 2, roomPx), innerWidth - roomPx)
  return top < roomPx
    ? { left: middle, top: bottom + gapPx, transform: 'translateX(-50%)' }
    : { left: middle, top: top - gapPx, transform: 'translate(-50%, -100%)' }
}
