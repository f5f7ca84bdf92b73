import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { after } from '../../ports/clock.ts'
import { type PreviewBody, templatePreviewQuery } from './templates.query.ts'

const pauseMs = 250

/** What a page would look like, asked for when the typing pauses; what was shown stays until the answer is there. */
export function useTemplatePreview(asked: PreviewBody) {
  const [settled, setSettled] = useState(asked)
  const text = JSON.stringify(asked)
  useEffect(() => {
    const next = JSON.parse(text) as PreviewBody
    return after(pauseMs, () => setSettled(next))
  }, [text])
  const { data, error } = useQuery(templatePreviewQuery(settled))
  return { data, error }
}
