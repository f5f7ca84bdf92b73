/**
 * SigNoz: PromQL, or a query envelope of its own as JSON, over a window. https://signoz.io/docs/metrics-management/query-range-api/
 * Series are read wherever they stand below the results, for their place differs between kinds of queries and releases.
 */
import { z } from 'zod'
import { settingsForm } from '../../check/check.ts'
import { urlField, verifyField } from '../../check/fields.ts'
import {
  askJson,
  below,
  calcStep,
  defineQuery,
  type QueryAnswer,
  type QueryCall,
  type Series,
  USUAL_WINDOW_MS,
} from '../query.ts'

const point = z.object({ value: z.union([z.number(), z.string()]).nullable() })
const label = z.object({ key: z.union([z.string(), z.object({ name: z.string() })]), value: z.unknown() })
const oneSeries = z.object({ labels: z.array(label).nullish(), values: z.array(point) })

export const signozQuery = defineQuery({
  system: 'signoz',
  settings: settingsForm({ url: urlField, verify: verifyField }),
  secret: 'an API key of SigNoz',
  target: ({ url }) => url,
  async run({ url, verify }, call, net) {
    const body = requestOf(call)
    if (body === undefined) return { problem: 'the query begins like JSON and is none' }
    const headers = { 'signoz-api-key': call.secret }
    const answer = await askJson(net, { url: below(url, '/api/v5/query_range'), headers, body, isVerified: verify })
    return 'json' in answer ? readResults(answer.json) : answer
  },
})

function requestOf({ query, windowMs = USUAL_WINDOW_MS, to }: QueryCall): object | undefined {
  const envelope = envelopeOf(query, windowMs)
  return (
    envelope && {
      ...{ start: to - windowMs, end: to, requestType: 'time_series', variables: {} },
      compositeQuery: { queries: [envelope] },
    }
  )
}

function envelopeOf(query: string, windowMs: number): object | undefined {
  if (!query.trimStart().startsWith('{'))
    return { type: 'promql', spec: { name: 'A', query, step: calcStep(windowMs), disabled: false } }
  try {
    const given: unknown = JSON.parse(query)
    // PromQL may begin with a brace too, but then it is no JSON.
    return given as object
  } catch {
    return /^\{\s*[a-zA-Z_"]/.test(query.trim())
      ? { type: 'promql', spec: { name: 'A', query, step: calcStep(windowMs), disabled: false } }
      : undefined
  }
}

export function readResults(json: unknown): QueryAnswer {
  const answer = z.object({ status: z.literal('success'), data: z.unknown() }).safeParse(json)
  if (!answer.success) return { problem: problemOf(json) }
  return { series: seriesIn(answer.data.data, 0) }
}

const DEPTH_MAX = 8

function seriesIn(value: unknown, depth: number): Series[] {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return []
  const series = oneSeries.safeParse(value)
  if (series.success) return [seriesOf(series.data)]
  return Object.values(value).flatMap((each) => seriesIn(each, depth + 1))
}

function seriesOf({ labels, values }: z.output<typeof oneSeries>): Series {
  const name = (labels ?? [])
    .map(({ key, value }) => `${typeof key === 'string' ? key : key.name}=${String(value)}`)
    .join(', ')
  return { name, values: values.flatMap(({ value }) => (value === null ? [] : [Number(value)])) }
}

function problemOf(json: unknown): string {
  const error = z.object({ error: z.object({ message: z.string() }) }).safeParse(json)
  return error.success ? error.data.error.message : 'the answer is none of SigNoz: is the address right?'
}
