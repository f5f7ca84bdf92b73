import { queryOptions, useMutation } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { askJson, sendJson } from '../../../api/request.ts'
import { useRefreshSchedules } from '../schedules/schedules.query.ts'

export type PlanBody = BodyOf<'post', '/on-call/plan'>
export type PlannedShift = AnswerOf<'post', '/on-call/plan'>['shifts'][number]
export type Mends = AnswerOf<'post', '/schedules/x/mend'>
export type ProposedMend = Mends['changes'][number]
export type HandOver = BodyOf<'post', '/schedules/x/hand-overs'>['hand_overs'][number]

const pathOf = (id: string) => `/schedules/${encodeURIComponent(id)}` as const

/** A proposal; nothing is changed by it. */
export function planQuery(body: PlanBody) {
  return queryOptions({
    queryKey: [...keys.onCall, 'plan', body],
    queryFn: ({ signal }) => askJson('/on-call/plan', { body, signal }),
    retry: false,
  })
}

export function mendQuery(schedule: string) {
  return queryOptions({
    queryKey: [...keys.schedules, schedule, 'mend'],
    queryFn: () => sendJson('POST', `${pathOf(schedule)}/mend`),
  })
}

/** All of them or none. */
export function useHandOver(schedule: string) {
  const refresh = useRefreshSchedules()
  return useMutation({
    mutationFn: (hand_overs: HandOver[]) => sendJson('POST', `${pathOf(schedule)}/hand-overs`, { hand_overs }),
    onSuccess: refresh,
  })
}
