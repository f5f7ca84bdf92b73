import { type RefObject, useEffect, useRef } from 'react'

/** For a row that scrolls sideways on a phone: its current link is in sight, in the middle where there is more on both sides. */
export function useCurrentInSight<Row extends HTMLElement>(current: string): RefObject<Row | null> {
  const row = useRef<Row>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another link is marked by then.
  useEffect(() => {
    const link = row.current?.querySelector('[aria-current="page"]')
    if (!row.current || !link) return
    const [frame, box] = [row.current.getBoundingClientRect(), link.getBoundingClientRect()]
    row.current.scrollLeft += box.left + box.width / 2 - (frame.left + frame.width / 2)
  }, [current])
  return row
}
