/**
 * Elasticsearch and OpenSearch. A query in Lucene's syntax counts the documents of the window; one that is JSON is a search of its
 * own, with `{{from}}` and `{{to}}` in milliseconds, whose aggregation `value` gives the numbers.
 * https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search
 */
import { z } from 'zod'
import { settingsForm } from '../../check/check.ts'
import { textField, urlField, verifyField } from '../../check/fields.ts'
import {
  askJson,
  below,
  defineQuery,
  type QueryAnswer,
  type QueryCall,
  type Series,
  USUAL_WINDOW_MS,
} from '../query.ts'

const total = z.object({ hits: z.object({ total: z.union([z.number(), z.object({ value: z.number() })]) }) })
const single = z.object({ value: z.number().nullable() })
const bucket = z.object({
  key: z.union([z.string(), z.number()]).optional(),
  key_as_string: z.string().optional(),
  doc_count: z.number(),
  value: single.optional(),
})
const aggregations = z.object({
  aggregations: z.object({ value: z.union([single, z.object({ buckets: z.array(bucket) })]) }),
})

export const elasticQuery = defineQuery({
  system: 'elastic',
  settings: settingsForm({
    url: urlField,
    index: textField('an index', 500).default('*'),
    time_field: textField('a field', 200).default('@timestamp'),
    verify: verifyField,
  }),
  secret: 'the value of the header Authorization, such as “ApiKey …”',
  target: ({ url, index }) => `${url} ${index}`,
  async run({ url, index, time_field, verify }, call, net) {
    const body = searchOf(call, time_field)
    if (body === undefined) return { problem: 'the query begins like JSON and is none' }
    const address = below(url, `/${encodeURIComponent(call.index ?? index)}/_search`)
    const headers = { authorization: call.secret }
    const answer = await askJson(net, { url: address, method: 'POST', headers, body, isVerified: verify })
    return 'json' in answer ? readSearch(answer.json) : answer
  },
})

function searchOf({ query, windowMs = USUAL_WINDOW_MS, to }: QueryCall, timeField: string): object | undefined {
  const from = to - windowMs
  if (!query.trimStart().startsWith('{')) {
    const range = { range: { [timeField]: { gte: from, lt: to, format: 'epoch_millis' } } }
    const words = { query_string: { query } }
    return { size: 0, track_total_hits: true, query: { bool: { filter: [words, range] } } }
  }
  try {
    const given: unknown = JSON.parse(query.replaceAll('{{from}}', String(from)).replaceAll('{{to}}', String(to)))
    return { size: 0, ...(given as object) }
  } catch {
    return undefined
  }
}

export function readSearch(json: unknown): QueryAnswer {
  const aggregated = aggregations.safeParse(json)
  if (aggregated.success) return { series: seriesOf(aggregated.data.aggregations.value) }
  const counted = total.safeParse(json)
  if (!counted.success) return { problem: 'the answer is none of a search: is the address right?' }
  const count = counted.data.hits.total
  return { series: [{ name: '', values: [typeof count === 'number' ? count : count.value] }] }
}

type Aggregation = z.output<typeof aggregations>['aggregations']['value']

/** Buckets of instants are points of one series, others are series of their own. */
function seriesOf(value: Aggregation): Series[] {
  if (!('buckets' in value)) return value.value === null ? [] : [{ name: '', values: [value.value] }]
  const points = value.buckets.flatMap((each) => {
    const number = each.value ? each.value.value : each.doc_count
    return number === null ? [] : [{ key: each.key, isInstant: each.key_as_string !== undefined, number }]
  })
  if (points.length > 0 && points.every(({ isInstant }) => isInstant))
    return [{ name: '', values: points.map(({ number }) => number) }]
  return points.map(({ key, number }) => ({ name: String(key ?? ''), values: [number] }))
}
