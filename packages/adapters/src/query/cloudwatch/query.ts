/**
 * CloudWatch: GetMetricData with one expression, a search, metric maths or a query of Metrics Insights.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import { z } from 'zod'
import { settingsForm } from '../../check/check.ts'
import { textField, urlField } from '../../check/fields.ts'
import { defineQuery, type QueryAnswer, type QueryCall, USUAL_WINDOW_MS } from '../query.ts'
import { signRequest } from './signature.ts'

const CONTENT_TYPE = 'application/x-www-form-urlencoded; charset=utf-8'
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export const cloudwatchQuery = defineQuery({
  system: 'cloudwatch',
  settings: settingsForm({
    region: z
      .string('expected a region')
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1')
      .meta({ examples: ['eu-central-1'] }),
    access_key: textField('the id of an access key', 128),
    /** In place of the region's own address, e.g. that of a VPC endpoint. */
    endpoint: urlField.optional(),
    period_seconds: z.coerce
      .number('expected seconds')
      .int()
      .multipleOf(60, 'expected a multiple of 60')
      .min(60)
      .max(86_400)
      .default(60),
  }),
  secret: 'the secret access key',
  target: ({ region }) => region,
  async run({ region, access_key, endpoint, period_seconds }, call, net) {
    const url = new URL(
      endpoint ?? `https://monitoring.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}/`,
    )
    const body = requestOf(call, period_seconds)
    const headers = signRequest({
      ...{ host: url.host, region, service: 'monitoring', contentType: CONTENT_TYPE, body, at: call.to },
      ...{ accessKey: access_key, secretKey: call.secret ?? '' },
    })
    const answer = await net.http({
      ...{ method: 'POST', url: new URL('/', url).href, headers, body },
      ...{ isVerified: true, bodyBytesMax: ANSWER_BYTES_MAX },
    })
    if ('error' in answer) return answer
    return answer.status === 200 ? readAnswer(answer.body) : { problem: problemOf(answer.status, answer.body) }
  },
})

/** The window ends with the last whole period: what runs still is not complete. */
function requestOf({ query, windowMs = USUAL_WINDOW_MS, to }: QueryCall, periodSeconds: number): string {
  const end = Math.floor(to / 60_000) * 60_000
  const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}/, '')
  return new URLSearchParams({
    Action: 'GetMetricData',
    Version: '2010-08-01',
    'MetricDataQueries.member.1.Id': 'q',
    'MetricDataQueries.member.1.Expression': query,
    'MetricDataQueries.member.1.Period': String(periodSeconds),
    StartTime: seconds(end - windowMs),
    EndTime: seconds(end),
    ScanBy: 'TimestampAscending',
  }).toString()
}

const PART = /<member>((?:(?!<member>)[\s\S])*?)<\/member>/g

/** The XML is flat and machine-made: each result holds a label and the list of its values. */
export function readAnswer(xml: string): QueryAnswer {
  const results = /<MetricDataResults>([\s\S]*)<\/MetricDataResults>/.exec(xml)?.[1]
  if (results === undefined)
    return /<MetricDataResults\s*\/>/.test(xml) ? { series: [] } : { problem: 'the answer is none of CloudWatch' }
  const labels = [...results.matchAll(/<Label>([^<]*)<\/Label>/g)].map(([, label = '']) => plainText(label))
  const lists = [...results.matchAll(/<Values\s*\/>|<Values>([\s\S]*?)<\/Values>/g)].map(([, inside = '']) =>
    [...inside.matchAll(PART)].map(([, value = '']) => Number(value)),
  )
  return { series: lists.map((values, index) => ({ name: labels[index] ?? '', values })) }
}

function problemOf(status: number, xml: string): string {
  const of = (name: string) => plainText(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '')
  return `status ${status}: ${of('Code')} ${of('Message')}`.trim()
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plainText(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
}
