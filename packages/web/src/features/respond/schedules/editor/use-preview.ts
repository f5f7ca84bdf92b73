import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { after } from '../../../../ports/clock.ts'
import { previewQuery, type ScheduleBody } from '../schedules.query.ts'
import type { TimelineWindow } from '../timeline/timeline-window.ts'
import { bodyOf, isAskable, type ScheduleDraft } from './schedule-draft.ts'

const pauseMs = 400
/** No id that a schedule can have: what is new is compared with nobody. */
const NEW = '~new'

/**
 * What the server makes of the draft, asked once the typing pauses: the window that is in sight, and the next 90 days for what changes
 * hands. What was shown stays until the answer is there.
 */
export function usePreview(id: string | undefined, draft: ScheduleDraft, { startMs, endMs }: TimelineWindow) {
  const text = useMemo(() => (isAskable(draft) ? JSON.stringify(bodyOf(draft)) : ''), [draft])
  const [settled, setSettled] = useState(text)
  useEffect(() => after(pauseMs, () => setSettled(text)), [text])
  const body = useMemo(() => (settled === '' ? { layers: [] } : JSON.parse(settled)) as ScheduleBody, [settled])
  const common = { enabled: settled !== '' }
  const shown = useQuery({ ...previewQuery(id ?? NEW, body, { fromMs: startMs, toMs: endMs }), ...common })
  const ahead = useQuery({ ...previewQuery(id ?? NEW, body), ...common })
  return {
    shown: settled === '' ? undefined : shown.data,
    ahead: settled === '' ? undefined : ahead.data,
    error: settled === '' ? null : shown.error,
    isMissing: text === '',
    isBehind: text !== settled || shown.isFetching || ahead.isFetching,
  }
}

export type Preview = ReturnType<typeof usePreview>
