import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../../api/request.ts'

export type EventRule = AnswerOf<'get', '/event-rules/x'>
export type RuleBody = BodyOf<'put', '/event-rules/x'>
export type RuleTest = AnswerOf<'post', '/event-rules/test'>
export type RuleTestBody = BodyOf<'post', '/event-rules/test'>
export type RuleTestResult = NonNullable<RuleTest['result']>
export type Backtest = AnswerOf<'get', '/event-rule-backtests/x'>
export type BacktestReport = NonNullable<Backtest['report']>
export type BacktestBody = BodyOf<'post', '/event-rules/backtest'>

const pathOf = (id: string) => `/event-rules/${encodeURIComponent(id)}` as const
const alertsShown = 30

/** All of them, in the order in which they are asked. */
export const eventRulesQuery = queryOptions({
  queryKey: keys.eventRules,
  queryFn: ({ signal }) => getJson('/event-rules', { signal }),
  select: (page) => page.items,
})

export function eventRuleQuery(id: string) {
  return queryOptions({
    queryKey: keys.eventRule(id),
    queryFn: ({ signal }) => getJson(pathOf(id), { signal }),
  })
}

/** The newest alerts, to try rules on. */
export const newestAlertsQuery = queryOptions({
  queryKey: keys.alertList({ newest: alertsShown }),
  queryFn: ({ signal }) => getJson('/alerts', { query: { limit: alertsShown }, signal }),
  select: (page) => page.items,
})

/** What rules, some of them not saved, make of an alert. Nothing is kept of it. */
export function ruleTestQuery(body: RuleTestBody) {
  return queryOptions({
    queryKey: keys.ruleTest(body),
    queryFn: () => sendJson('POST', '/event-rules/test', body),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
}

const lookMs = 700

/** Looked at again as long as it runs. */
export function backtestQuery(id: string) {
  return queryOptions({
    queryKey: keys.backtest(id),
    queryFn: ({ signal }) => getJson(`/event-rule-backtests/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? lookMs : false),
  })
}

function useRuleChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: keys.configuration }),
  })
}

export function useCreateRule() {
  return useRuleChange((body: RuleBody & { id: string }) => sendJson('POST', '/event-rules', body))
}

export function useReplaceRule() {
  return useRuleChange(({ id, body, version }: { id: string; body: RuleBody; version: number }) =>
    replaceJson(pathOf(id), version, body),
  )
}

export function useSwitchRule() {
  return useRuleChange(({ id, isActive }: { id: string; isActive: boolean }) =>
    isActive ? sendJson('POST', `${pathOf(id)}/enable`) : sendJson('POST', `${pathOf(id)}/disable`),
  )
}

/** `before`: the rule that is to follow it; null: it comes last. */
export function useMoveRule() {
  return useRuleChange(({ id, before }: { id: string; before: string | null }) =>
    sendJson('POST', `${pathOf(id)}/move`, { before }),
  )
}

export function useCopyRule() {
  return useRuleChange((id: string) => sendJson('POST', `${pathOf(id)}/copy`, {}))
}

/** The rule itself is not asked for again: there is none any more. */
export function useDeleteRule() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.eventRules }),
  })
}

export function useStartBacktest() {
  return useMutation({ mutationFn: (body: BacktestBody) => sendJson('POST', '/event-rules/backtest', body) })
}

export function useCancelBacktest() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => sendJson('POST', `/event-rule-backtests/${encodeURIComponent(id)}/cancel`),
    onSuccess: (backtest) => client.setQueryData(keys.backtest(backtest.id), backtest),
  })
}
