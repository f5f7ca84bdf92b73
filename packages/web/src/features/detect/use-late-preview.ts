import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { after } from '../../ports/clock.ts'
import { sourcePreviewQuery, type Tried } from './sources.query.ts'

const pauseMs = 250

/** What the server would make of a body, asked for when the typing pauses; what was shown stays until the answer is there. */
export function useLatePreview(id: string, asked: Tried, isEnabled: boolean) {
  const [settled, setSettled] = useState(asked)
  const text = JSON.stringify(asked)
  useEffect(() => {
    const next = JSON.parse(text) as typeof asked
    return after(pauseMs, () => setSettled(next))
  }, [text])
  const query = useQuery({ ...sourcePreviewQuery(id, settled), enabled: isEnabled && settled.payload !== '' })
  return { data: query.data, error: query.error, isBehind: text !== JSON.stringify(settled) || query.isFetching }
}
