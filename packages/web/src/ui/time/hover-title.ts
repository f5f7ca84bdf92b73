import type { PointerEvent } from 'react'

/**
 * The title of a time, written when a pointer comes: the words for a zone are the dearest thing that a page of times would make, and
 * hardly ever read. Spread over the element.
 */
export function hoverTitle(words: () => string): { onPointerEnter: (event: PointerEvent<HTMLElement>) => void } {
  return {
    onPointerEnter: ({ currentTarget }) => {
      currentTarget.title = words()
    },
  }
}
