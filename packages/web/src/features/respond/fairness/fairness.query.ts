import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { getJson, sendJson } from '../../../api/request.ts'

export type Balance = AnswerOf<'get', '/on-call/balance'>['items'][number]
export type RestBreach = AnswerOf<'get', '/on-call/rest'>['items'][number]
export type PayRow = AnswerOf<'get', '/on-call/pay-report'>['items'][number]
export type OnCallRules = AnswerOf<'get', '/settings'>['settings']['on_call']
type RulesBody = NonNullable<BodyOf<'patch', '/settings'>['on_call']>

/** Kinds of hours, in the order in which they are paid more. */
export const KINDS = ['working', 'weekday', 'night', 'weekend', 'holiday'] as const
export type Kind = (typeof KINDS)[number]

export function balanceQuery(query: { quarter: string; schedule?: string | undefined }) {
  return queryOptions({
    queryKey: [...keys.onCall, 'balance', query],
    queryFn: ({ signal }) => getJson('/on-call/balance', { query, signal }),
    select: (answer) => answer.items,
    placeholderData: keepPreviousData,
  })
}

/** The last 30 days and the next 30. */
export function restQuery(query: { schedule?: string | undefined }) {
  return queryOptions({
    queryKey: [...keys.onCall, 'rest', query],
    queryFn: ({ signal }) => getJson('/on-call/rest', { query, signal }),
    select: (answer) => answer.items,
    placeholderData: keepPreviousData,
  })
}

export interface PayPeriod {
  from: string
  to: string
  schedule?: string | undefined
}

export function payQuery(period: PayPeriod) {
  return queryOptions({
    queryKey: [...keys.onCall, 'pay', period],
    queryFn: ({ signal }) => getJson('/on-call/pay-report', { query: { ...period }, signal }),
    select: (answer) => answer.items,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Where the browser itself fetches the table. */
export function payCsvPath({ from, to, schedule }: PayPeriod): string {
  const query = new URLSearchParams({ from, to, ...(schedule !== undefined && { schedule }), format: 'csv' })
  return `/api/v1/on-call/pay-report?${query}`
}

export const onCallRulesQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => getJson('/settings', { signal }),
  select: (answer) => answer.settings.on_call,
})

/** The whole of the rules: what is left out would take its default. */
export function useSaveRules() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (rules: OnCallRules) => sendJson('PATCH', '/settings', { on_call: rules as RulesBody }),
    onSuccess: (settings) => {
      client.setQueryData(keys.settings, settings)
      return client.invalidateQueries({ queryKey: keys.onCall })
    },
  })
}
