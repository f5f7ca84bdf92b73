/** HTTP and HTTPS: whether an address answers as it should. */
import { compilePattern } from '@tocsin/core/detect/pattern.ts'
import { z } from 'zod'
import type { NetError } from '../../out/net.ts'
import { judgeCertificate } from '../certificate.ts'
import {
  type CheckContext,
  type CheckReport,
  defineCheck,
  failed,
  isNetError,
  netReport,
  passed,
  settingsForm,
} from '../check.ts'
import type { HttpAnswer } from '../check-net.ts'
import { certificateFields, textField, urlField, verifyField } from '../fields.ts'
import { jsonTestForm, judgeJson } from './json-path.ts'
import { isStatusIn, statusField } from './status-list.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
const REDIRECTS_MAX = 5
export const BODY_BYTES_MAX = 512 * 1024
const EXCERPT_CHARS_MAX = 2_000

const headersField = z
  .record(z.string().regex(HEADER_NAME, 'is no name of a header'), z.string('expected a text').max(4096), {
    error: 'expected headers, each with a value',
  })
  .refine((headers) => !Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'), {
    error: 'must not hold Authorization: give its value as the secret, which is kept encrypted.',
  })
  .default({})

const patternField = textField('a regular expression', 1_000).superRefine((source, context) => {
  const compiled = compilePattern(source, { isAnchored: false })
  if ('error' in compiled) context.addIssue({ code: 'custom', message: compiled.error })
})

const settings = settingsForm({
  url: urlField,
  method: z.enum(METHODS, { error: `expected one of ${METHODS.join(', ')}` }).default('GET'),
  headers: headersField,
  body: textField('a body', 64 * 1024).optional(),
  /** `200-299, 301`: which answers are good. */
  status: statusField,
  /** Headers of the answer and what each must contain. */
  expect_headers: z.record(z.string(), z.string(), { error: 'expected headers, each with a text' }).default({}),
  body_contains: textField('a text').optional(),
  body_lacks: textField('a text').optional(),
  /** In RE2's syntax, over the first 512 kB. */
  body_matches: patternField.optional(),
  json: z.array(jsonTestForm, 'expected a list of tests').max(20, 'has more than 20 entries').default([]),
  follow_redirects: z.boolean('expected true or false').default(true),
  verify: verifyField,
  /** An answer that takes longer is a warning. */
  slow_ms: z.coerce.number('expected milliseconds').int().min(1).max(60_000).optional(),
  ...certificateFields,
})
type Settings = z.output<typeof settings>

export const httpCheck = defineCheck({
  kind: 'http',
  settings,
  secret: 'the value of the header Authorization',
  target: ({ url }) => url,
  async run(given, context) {
    const answer = await fetchFollowing(given, context)
    if (isNetError(answer)) return netReport(answer)
    if ('problem' in answer) return failed(answer.problem)
    return judgeAnswer(given, answer, context.at)
  },
})

/** Each redirect is a request of its own, to an address that is checked as the first one was. */
async function fetchFollowing(
  given: Settings,
  { net, secret }: CheckContext,
): Promise<HttpAnswer | NetError | { problem: string }> {
  let url = given.url
  let method: string = given.method
  const { origin } = new URL(url)
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    const isOwn = new URL(url).origin === origin
    const answer = await net.http({
      method,
      url,
      // What authorises us, and headers that may, go to the address that they were set for and to no other.
      headers: {
        'user-agent': 'Tocsin',
        accept: '*/*',
        ...(isOwn && given.headers),
        ...(isOwn && secret && { authorization: secret }),
      },
      ...(given.body !== undefined && method === given.method && { body: given.body }),
      isVerified: given.verify,
      bodyBytesMax: BODY_BYTES_MAX,
    })
    if (isNetError(answer)) return answer
    const { location } = answer.headers
    const isRedirect = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined
    if (!isRedirect || !given.follow_redirects) return answer
    const next = URL.parse(location, url)
    if (next === null || !/^https?:$/.test(next.protocol)) return { problem: 'redirected to what is no http address' }
    if (answer.status === 303 || (answer.status < 303 && method === 'POST')) method = 'GET'
    url = next.href
  }
  return { problem: `redirected more than ${REDIRECTS_MAX} times` }
}

/** What is wrong with an answer, the most telling first. */
export function judgeAnswer(given: Settings, answer: HttpAnswer, at: number): CheckReport {
  const { status, headers, body, firstByteMs } = answer
  const more = {
    latencyMs: firstByteMs,
    details: {
      status,
      headers,
      body: body.slice(0, EXCERPT_CHARS_MAX),
      ...(answer.isBodyCut && { body_is_cut: true }),
    },
  }
  if (!isStatusIn(status, given.status)) return failed(`status ${status}, expected ${given.status}`, more)
  const problem = headerProblem(given, headers) ?? bodyProblem(given, body) ?? judgeJson(given.json, body)
  if (problem !== undefined) return failed(problem, more)
  const certificate = answer.certificate && given.verify ? judgeCertificate(answer.certificate, given, at) : undefined
  if (certificate && certificate.finding !== 'ok')
    return { ...certificate, ...more, details: { ...more.details, ...certificate.details } }
  if (given.slow_ms !== undefined && firstByteMs > given.slow_ms)
    return {
      finding: 'warning',
      message: `answered after ${Math.round(firstByteMs)} ms, more than ${given.slow_ms} ms`,
      ...more,
    }
  return passed(`status ${status}`, more)
}

function headerProblem(given: Settings, headers: Record<string, string>): string | undefined {
  for (const [name, wanted] of Object.entries(given.expect_headers)) {
    const value = headers[name.toLowerCase()]
    if (value === undefined) return `the header ${name} is missing`
    if (!value.includes(wanted)) return `the header ${name} does not contain “${wanted}”`
  }
  return undefined
}

function bodyProblem({ body_contains, body_lacks, body_matches }: Settings, body: string): string | undefined {
  if (body_contains !== undefined && !body.includes(body_contains))
    return `the body does not contain “${body_contains}”`
  if (body_lacks !== undefined && body.includes(body_lacks)) return `the body contains “${body_lacks}”`
  if (body_matches === undefined) return undefined
  const compiled = compilePattern(body_matches, { isAnchored: false })
  const isMatch = 'pattern' in compiled && compiled.pattern.test(body)
  return isMatch ? undefined : `the body does not match ${body_matches}`
}
