import fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, doorRequest, payloadJson, payloadNames, payloadText } from '../testing/door-request.ts'
import { hostileBody } from '../testing/hostile-body.ts'
import { type PostedSilence, parsePostedSilence, renderSilence, silenceState, sortSilences } from './silence.ts'

const NOW = at('2026-02-03T10:20:01Z')
const POSTED = payloadJson('alertmanager-api', 'post-silences.request.json') as Record<string, unknown>

function parse(body: unknown): PostedSilence {
  const parsed = parsePostedSilence(doorRequest(body, { receivedAt: NOW }))
  if ('reply' in parsed) throw new Error(parsed.reply.body)
  return parsed.silence
}

function refusal(
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): [number, unknown] {
  const parsed = parsePostedSilence(doorRequest(body, { receivedAt: NOW, headers }))
  return 'reply' in parsed ? [parsed.reply.status, JSON.parse(parsed.reply.body)] : [200, '']
}

const withMatchers = (...matchers: unknown[]) => ({ ...POSTED, matchers })

test('a silence is read as amtool posts it', () => {
  expect(parse(payloadText('alertmanager-api', 'post-silences.request.json'))).toEqual({
    matchers: [
      { name: 'alertname', value: 'InstanceDown', isRegex: false, isEqual: true },
      { name: 'instance', value: 'localhost:80.*', isRegex: true, isEqual: true },
    ],
    startsAt: at('2026-02-03T10:20:00Z'),
    endsAt: at('2026-02-03T12:20:00Z'),
    createdBy: 'alice',
    comment: 'planned work',
    annotations: {},
  })
})

test('isEqual is true unless it is said otherwise, and an id asks for a change', () => {
  const silence = parse({
    ...withMatchers({ name: 'a', value: 'b', isRegex: false }),
    id: 'x',
    annotations: { ticket: 'T-1' },
  })
  expect(silence).toMatchObject({ id: 'x', matchers: [{ isEqual: true }], annotations: { ticket: 'T-1' } })
})

test('times that do not fit are refused in the words of Alertmanager', () => {
  expect(refusal({ ...POSTED, startsAt: '2026-02-03T12:20:00.000Z' })).toEqual([
    400,
    'Failed to create silence: start time must be before end time',
  ])
  expect(refusal({ ...POSTED, startsAt: '2025-01-01T00:00:00Z', endsAt: '2025-01-02T00:00:00Z' })).toEqual([
    400,
    "Failed to create silence: end time can't be in the past",
  ])
  expect(refusal({ ...POSTED, startsAt: 'x' })[0]).toBe(400)
  expect(parse({ ...POSTED, startsAt: '' }).startsAt).toBe(0)
})

test('matchers that silence everything or cannot be read are refused', () => {
  expect(refusal(withMatchers({ name: 'a', value: '', isRegex: false }))).toEqual([
    400,
    'invalid silence: matcher set 0: at least one matcher must not match the empty string',
  ])
  expect(refusal(withMatchers({ name: 'a', value: '(?=a)', isRegex: true }))).toEqual([
    400,
    'invalid silence: invalid label matcher 0 in set 0: invalid regular expression "(?=a)": error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
  ])
  expect(refusal(withMatchers())).toEqual([
    422,
    { code: 612, message: 'matchers in body should have at least 1 items' },
  ])
  expect(refusal(withMatchers({ name: 'a', value: 'b' }))).toEqual([
    422,
    { code: 602, message: 'matchers.0.isRegex in body is required' },
  ])
  expect(refusal(withMatchers({ name: 1, value: 'b', isRegex: false }))[0]).toBe(400)
  expect(refusal(withMatchers(null))[0]).toBe(400)
})

test.each(['comment', 'createdBy', 'endsAt', 'matchers', 'startsAt'])('without %s it is refused', (name) => {
  expect(refusal({ ...POSTED, [name]: undefined })).toEqual([
    422,
    { code: 602, message: `${name} in body is required` },
  ])
})

test('bodies that hold no silence are refused as the framework does', () => {
  expect(refusal('')).toEqual([422, { code: 602, message: 'silence in body is required' }])
  expect(refusal('null')).toEqual([422, { code: 602, message: 'comment in body is required' }])
  expect(refusal('x')).toEqual([
    400,
    {
      code: 400,
      message: `parsing silence body from "" failed, because invalid character 'x' looking for beginning of value`,
    },
  ])
  expect(refusal('[]')[0]).toBe(400)
  expect(refusal(POSTED, { 'content-type': 'text/plain' })[0]).toBe(415)
})

test('a silence is rendered as the API says', () => {
  const [expected] = payloadJson('alertmanager-api', 'get-silences.response.json') as Record<string, unknown>[]
  const rendered = renderSilence(
    {
      id: '5bc6ad3e-9c1f-4d58-9a4c-7f7d4e9c5a01',
      matchers: [{ name: 'alertname', value: 'InstanceDown', isRegex: false, isEqual: true }],
      startsAt: at('2026-02-03T10:20:00Z'),
      endsAt: at('2026-02-03T12:20:00Z'),
      updatedAt: at('2026-02-03T10:20:01Z'),
      createdBy: 'alice',
      comment: 'planned work',
      annotations: {},
    },
    NOW,
  )
  expect(rendered).toEqual(expected)
})

test('a silence is pending before its start, active from then on and expired from its end on', () => {
  const silence = { startsAt: at('2026-01-01T00:00:00Z'), endsAt: at('2026-01-02T00:00:00Z') }
  expect(silenceState(silence, at('2025-12-31T23:59:59.999Z'))).toBe('pending')
  expect(silenceState(silence, at('2026-01-01T00:00:00Z'))).toBe('active')
  expect(silenceState(silence, at('2026-01-01T23:59:59.999Z'))).toBe('active')
  expect(silenceState(silence, at('2026-01-02T00:00:00Z'))).toBe('expired')
})

test('silences are listed active first by their end, then pending by their start, then expired by the latest end', () => {
  const silence = (name: string, start: string, end: string) => ({
    name,
    startsAt: at(`2026-02-${start}`),
    endsAt: at(`2026-02-${end}`),
  })
  const silences = [
    silence('expired first', '01T00:00:00Z', '01T10:00:00Z'),
    silence('pending late', '08T00:00:00Z', '09T00:00:00Z'),
    silence('active long', '01T00:00:00Z', '07T00:00:00Z'),
    silence('expired last', '01T00:00:00Z', '02T00:00:00Z'),
    silence('pending soon', '05T00:00:00Z', '20T00:00:00Z'),
    silence('active short', '02T00:00:00Z', '04T00:00:00Z'),
  ]
  expect(sortSilences(silences, NOW).map(({ name }) => name)).toEqual([
    'active short',
    'active long',
    'pending soon',
    'pending late',
    'expired last',
    'expired first',
  ])
})

test('nothing that comes in makes it throw', () => {
  const names = [
    'matchers',
    'name',
    'value',
    'isRegex',
    'isEqual',
    'startsAt',
    'endsAt',
    'createdBy',
    'comment',
    'id',
    'annotations',
  ]
  const samples = payloadNames('alertmanager-api').map((name) => payloadText('alertmanager-api', name))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      const parsed = parsePostedSilence(doorRequest(body, { receivedAt: NOW }))
      if ('reply' in parsed) {
        expect([400, 422]).toContain(parsed.reply.status)
        JSON.parse(parsed.reply.body)
      } else {
        expect(parsed.silence.matchers.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 500 },
  )
})
