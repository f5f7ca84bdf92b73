/** Answers of Prometheus' HTTP API, which Loki speaks too. https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { z } from 'zod'
import { nameOfLabels, type QueryAnswer } from './query.ts'

const sample = z.tuple([z.number(), z.string()])
const labels = z.record(z.string(), z.string())

const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: sample })) }),
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: labels, values: z.array(sample) })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
})

export function readPrometheusAnswer(json: unknown): QueryAnswer {
  const parsed = answer.safeParse(json)
  if (!parsed.success) return { problem: problemOf(json) }
  const { data } = parsed.data
  if (data.resultType === 'scalar') return { series: [{ name: '', values: [numberOf(data.result[1])] }] }
  if (data.resultType === 'vector')
    return {
      series: data.result.map(({ metric, value }) => ({ name: nameOfLabels(metric), values: [numberOf(value[1])] })),
    }
  return {
    series: data.result.map(({ metric, values }) => ({
      name: nameOfLabels(metric),
      values: values.map(([, value]) => numberOf(value)),
    })),
  }
}

/** `NaN`, `+Inf` and `-Inf` are written so; they are no values to judge. */
function numberOf(text: string): number {
  return Number(text)
}

function problemOf(json: unknown): string {
  const type = z.object({ data: z.object({ resultType: z.string() }) }).safeParse(json)
  if (type.success && type.data.data.resultType === 'streams')
    return 'the query gives lines, not numbers: put it into count_over_time(…[5m]) or the like'
  const error = z.object({ error: z.string() }).safeParse(json)
  return error.success ? error.data.error : 'the answer is none of a Prometheus: is the address right?'
}
