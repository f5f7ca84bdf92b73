import { type PointerEvent, useEffect, useRef, useState } from 'react'
import type { TimelineView } from '../schedule-view.ts'
import type { Span } from './pieces.ts'
import { snapSpan, type TimelineWindow } from './timeline-window.ts'

/** A hand is not steady: less than this is a click. */
const THRESHOLD_PX = 6

/**
 * Marks a span by dragging over a track, with a mouse, a pen or a finger (which still scrolls up and down). Escape lets it be. The span
 * reaches out to full units of the clock.
 */
export function useDragSpan(
  { view, window, zone }: { view: TimelineView; window: TimelineWindow; zone: string },
  onSpan: ((span: Span) => void) | undefined,
) {
  const [span, setSpan] = useState<Span>()
  const start = useRef<{ x: number; pointer: number } | undefined>(undefined)
  const hasDragged = useRef(false)
  const isDragging = span !== undefined
  const end = () => {
    start.current = undefined
    setSpan(undefined)
  }
  useEffect(() => {
    if (!isDragging) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      start.current = undefined
      setSpan(undefined)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [isDragging])
  if (!onSpan) return { span: undefined, props: {} }
  const spanOf = (track: Element, fromX: number, toX: number): Span => {
    const { left, width } = track.getBoundingClientRect()
    const at = (x: number) => {
      const share = Math.min(1, Math.max(0, (x - left) / width))
      return Math.round(window.startMs + share * (window.endMs - window.startMs))
    }
    const [startMs, endMs] = [at(Math.min(fromX, toX)), at(Math.max(fromX, toX))]
    return snapSpan(view, { startMs, endMs }, zone)
  }
  return {
    span,
    props: {
      onPointerDown: (event: PointerEvent) => {
        hasDragged.current = false
        if (event.button === 0 && event.isPrimary) start.current = { x: event.clientX, pointer: event.pointerId }
      },
      onPointerMove: (event: PointerEvent) => {
        const from = start.current
        if (!from || from.pointer !== event.pointerId) return
        if (!isDragging && Math.abs(event.clientX - from.x) < THRESHOLD_PX) return
        if (!isDragging) event.currentTarget.setPointerCapture(event.pointerId)
        setSpan(spanOf(event.currentTarget, from.x, event.clientX))
      },
      onPointerUp: () => {
        if (span && start.current) {
          hasDragged.current = true
          onSpan(span)
        }
        end()
      },
      onPointerCancel: end,
      // The click that ends a drag is none.
      onClickCapture: (event: { stopPropagation(): void }) => {
        if (hasDragged.current) event.stopPropagation()
        hasDragged.current = false
      },
    },
  }
}
