import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import type { BodyOf } from '../../../api/paths.ts'
import { getJson, replaceJson, sendJson } from '../../../api/request.ts'
import type { Policy } from '../../../api/types.ts'
import { bodyOfPolicy, type PolicyBody, policyQuery } from '../policies.query.ts'

export type CriterionBody = Exclude<NonNullable<PolicyBody['criteria']>, 'standard'>[number]
export type CriteriaBody = NonNullable<PolicyBody['criteria']>
export type TryBody = BodyOf<'post', '/escalation/criteria/try'>

const RECENT_MAX = 50

/** What criteria can be tried on: the newest incidents, over or not. */
export const recentIncidentsQuery = queryOptions({
  queryKey: keys.incidentList({ limit: RECENT_MAX, for: 'criteria' }),
  queryFn: ({ signal }) => getJson('/incidents', { query: { limit: RECENT_MAX }, signal }),
  select: ({ items }) => items,
})

/** Asking changes nothing, although it is sent. */
export function tryCriteriaQuery(body: TryBody) {
  return queryOptions({
    queryKey: [...keys.policies, 'criteria', body],
    queryFn: () => sendJson('POST', '/escalation/criteria/try', body),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })
}

/** Replaces the criteria of a policy in the version that is shown; when somebody was faster, the next attempt is made on theirs. */
export function useSaveCriteria(policy: Policy) {
  const client = useQueryClient()
  const put = (base: Policy, criteria: CriteriaBody) =>
    replaceJson(`/policies/${encodeURIComponent(base.id)}` as '/policies/x', base.version, {
      ...bodyOfPolicy(base),
      criteria,
    })
  const refresh = () => client.invalidateQueries({ queryKey: keys.policies })
  const save = useMutation({ mutationFn: (criteria: CriteriaBody) => put(policy, criteria), onSettled: refresh })
  return {
    save,
    /** Puts back what there was, on the newest version: steps that were changed meanwhile stay. */
    async putBack(criteria: CriteriaBody): Promise<void> {
      const newest = await client.fetchQuery({ ...policyQuery(policy.id), staleTime: 0 })
      await put(newest, criteria)
      await refresh()
    },
  }
}
