import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { after } from '../../ports/clock.ts'

const pauseMs = 250

/**
 * The instant of which the page is shown, null for now. It stands in the address, so that a link leads to it; told there after a pause,
 * because a slider passes many, of which browsers take no more than some in a row.
 */
export function usePastInstant(): [at: string | null, setAt: (at: string | null) => void] {
  const { at: asked } = useSearch({ from: '/frame/incidents/$id' })
  const navigate = useNavigate({ from: '/incidents/$id' })
  const [at, setAt] = useState<string | null>(asked ?? null)
  const told = useRef(asked)
  useEffect(() => {
    // A link or the way back, not the echo of our own word: the slider may have been moved on since.
    if (asked === told.current) return
    told.current = asked
    setAt(asked ?? null)
  }, [asked])
  useEffect(() => {
    const wanted = at ?? undefined
    if (wanted === told.current) return
    return after(pauseMs, () => {
      told.current = wanted
      void navigate({ search: (before) => ({ ...before, at: wanted }), replace: true, resetScroll: false })
    })
  }, [at, navigate])
  return [at, setAt]
}
