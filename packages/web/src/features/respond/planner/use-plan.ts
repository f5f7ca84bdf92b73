import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { after } from '../../../ports/clock.ts'
import { bodyOf, type ScheduleDraft } from '../schedules/editor/schedule-draft.ts'
import { previewQuery, type ScheduleBody } from '../schedules/schedules.query.ts'
import { type PlanDraft, planBodyOf, withPlan } from './plan-draft.ts'
import { type PlanBody, planQuery } from './planner.query.ts'

const pauseMs = 400
/** As far as an edit is judged: the order of the plan begins again in it when it is short. */
const JUDGED_MS = 90 * 86_400_000
const DAYS_MAX_MS = 370 * 86_400_000

/** A proposal for what is typed, once that pauses, and what the edit that it would be leads to. */
export function usePlan(schedule: { id: string; draft: ScheduleDraft; key: number }, plan: PlanDraft, nowMs: number) {
  const text = useMemo(() => JSON.stringify(planBodyOf(plan, schedule.id) ?? null), [plan, schedule.id])
  const [settled, setSettled] = useState(text)
  useEffect(() => after(pauseMs, () => setSettled(text)), [text])
  const body = useMemo(() => JSON.parse(settled) as PlanBody | null, [settled])
  const proposal = useQuery({ ...planQuery(body ?? ({} as PlanBody)), enabled: body !== null })
  const shifts = text === settled && body !== null ? proposal.data?.shifts : undefined
  const startMs = Date.parse(shifts?.[0]?.starts_at ?? '')
  const isPast = startMs <= nowMs
  const edit = useMemo(
    () => shifts && withPlan(schedule.draft, { key: schedule.key, plan, shifts }),
    [schedule, plan, shifts],
  )
  const endMs = Math.min(Math.max(Date.parse(shifts?.at(-1)?.ends_at ?? ''), startMs + JUDGED_MS), nowMs + DAYS_MAX_MS)
  const span = { fromMs: Math.floor(nowMs / 60_000) * 60_000, toMs: endMs, hasBalance: true }
  const preview = useQuery({
    ...previewQuery(schedule.id, edit ? bodyOf(edit) : ({ layers: [] } as ScheduleBody), edit ? span : undefined),
    enabled: edit !== undefined && !isPast,
  })
  return {
    shifts,
    edit: isPast ? undefined : edit,
    isPast,
    preview: edit && !isPast ? preview.data : undefined,
    error: proposal.error ?? (edit && !isPast ? preview.error : null),
    problemsOf: proposal.error,
    isMissing: body === null,
    isBehind: text !== settled || proposal.isFetching || preview.isFetching,
  }
}
