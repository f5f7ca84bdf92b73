import { useLocation } from '@tanstack/react-router'
import { useCallback } from 'react'

/**
 * For a thing without a page of its own: a link to its page and `#<mark>` brings it into sight and marks it. To be spread over the
 * element that shows it.
 */
export function useMarked(mark: string): {
  ref: (element: HTMLElement | null) => void
  'data-marked': true | undefined
} {
  const isMarked = useLocation({ select: ({ hash }) => hash === mark })
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (isMarked) element?.scrollIntoView({ block: 'center' })
    },
    [isMarked],
  )
  return { ref, 'data-marked': isMarked || undefined }
}
