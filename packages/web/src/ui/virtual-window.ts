import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

/** How far from the top of the page a list begins; what stands above it may grow. */
export function useListOffset(list: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      if (list.current) setOffset(Math.round(list.current.getBoundingClientRect().top + scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [list])
  return offset
}

/** The rows in sight, and one more that stays in existence out of sight: it may have the focus. */
export function rangeWith(range: Range, index: number | undefined): number[] {
  const shown = defaultRangeExtractor(range)
  if (index === undefined || index < 0 || shown.includes(index)) return shown
  return [...shown, index].sort((a, b) => a - b)
}
