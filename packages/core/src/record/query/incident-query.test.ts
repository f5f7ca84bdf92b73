import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, START } from '../../testing/time.ts'
import { formatIncidentQuery, type IncidentQuery, type IncidentTerm } from './incident-query.ts'
import { BUILT_IN_VIEWS } from './incident-views.ts'
import { type Moment, resolveMoment, type SpanUnit } from './moment.ts'
import { nearestWord } from './nearest-word.ts'
import { parseIncidentQuery, QUERY_CHARS_MAX, QUERY_TERMS_MAX } from './parse-query.ts'
import { CHOICE_FIELDS, CHOICES, MOMENT_FIELDS, NAME_FIELDS } from './query-fields.ts'
import { describeQueryProblem } from './query-problem.ts'

const values = (field: string, ...rest: string[]) => ({ kind: 'value', field, values: rest, isNegated: false })
const text = (word: string) => ({ kind: 'text', text: word, isNegated: false })
const termsOf = (written: string) => {
  const { terms, problems } = parseIncidentQuery(written)
  expect(problems).toEqual([])
  return terms
}
const problemOf = (written: string) => parseIncidentQuery(written).problems[0]

describe('a query', () => {
  test('is a list of fields with values, and text', () => {
    expect(termsOf('status:open priority:P1,p2 disk "is full" owner:me')).toEqual([
      values('status', 'open'),
      values('priority', 'P1', 'P2'),
      text('disk'),
      text('is full'),
      values('owner', 'me'),
    ])
    expect(termsOf('   ')).toEqual([])
  })

  test('turns a term round with a minus', () => {
    expect(termsOf('-service:shop -"test run" -since:1w')).toEqual([
      { ...values('service', 'shop'), isNegated: true },
      { ...text('test run'), isNegated: true },
      { kind: 'moment', field: 'since', moment: { kind: 'ago', amount: 1, unit: 'w' }, isNegated: true },
    ])
  })

  test('takes values with spaces, commas and quotes in quotes', () => {
    expect(termsOf('service:"a b","c,d","say \\"hi\\"" label:"msg=x, y"')).toEqual([
      values('service', 'a b', 'c,d', 'say "hi"'),
      values('label', 'msg=x, y'),
    ])
  })

  test('leaves what only looks like a field as text', () => {
    expect(termsOf('10:30 https://x.example "status:open" db-7.prod')).toEqual(
      ['10:30', 'https://x.example', 'status:open', 'db-7.prod'].map(text),
    )
  })

  test('knows fields and choices in any case, and says a value once', () => {
    expect(termsOf('STATUS:Open,open')).toEqual([values('status', 'open')])
  })

  test('reads how long ago, a day and an instant', () => {
    const moments = termsOf('since:90m before:2026-11-01 resolved:2026-11-01T09:00:00+09:00').map((term) =>
      term.kind === 'moment' ? term.moment : undefined,
    )
    expect(moments).toEqual([
      { kind: 'ago', amount: 90, unit: 'm' },
      { kind: 'day', day: '2026-11-01' },
      { kind: 'instant', at: Date.parse('2026-11-01T00:00:00Z') },
    ])
  })
})

describe('a moment', () => {
  const now = Date.parse('2026-03-30T12:00:00Z') as never

  test('counts back from now, and a day begins where the reader is', () => {
    expect(resolveMoment({ kind: 'ago', amount: 2, unit: 'h' }, at('2h'), 'UTC')).toBe(START)
    const day: Moment = { kind: 'day', day: '2026-03-30' }
    expect(resolveMoment(day, now, 'Asia/Tokyo')).toBe(Date.parse('2026-03-29T15:00:00Z'))
    expect(resolveMoment(day, now, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T22:00:00Z'))
  })

  test('never lies before the epoch', () => {
    expect(resolveMoment({ kind: 'ago', amount: 99_999, unit: 'w' }, now, 'UTC')).toBe(0)
  })
})

describe('a wrong word', () => {
  test('names itself, its place, what is known and what was probably meant', () => {
    expect(problemOf('disk stauts:open')).toEqual({
      ...{ code: 'unknown_field', word: 'stauts', from: 5, to: 11, nearest: 'status' },
      known: expect.arrayContaining(['status', 'since', 'label']),
    })
    expect(problemOf('status:open,acked')).toMatchObject({
      ...{ code: 'unknown_value', field: 'status', word: 'acked', from: 12, to: 17 },
      known: CHOICES.status,
    })
    expect(problemOf('priority:P9')).toMatchObject({ code: 'unknown_value', nearest: 'P1' })
  })

  test('does not hide the right ones around it', () => {
    const { terms, problems } = parseIncidentQuery('status:open colour:red disk since:soon')
    expect(terms).toEqual([values('status', 'open'), text('disk')])
    expect(problems.map(({ code }) => code)).toEqual(['unknown_field', 'bad_moment'])
  })

  test.each([
    ['status:', 'missing_value'],
    ['status:open,', 'missing_value'],
    ['service:""', 'missing_value'],
    ['service:"a"b', 'missing_value'],
    ['-', 'missing_value'],
    ['""', 'missing_value'],
    ['"disk', 'unclosed_quote'],
    ['service:"a b', 'unclosed_quote'],
    ['since:2026-02-30', 'bad_moment'],
    ['since:7d,8d', 'bad_moment'],
    ['label:env', 'bad_label'],
    ['label:=x', 'bad_label'],
    ['x'.repeat(QUERY_CHARS_MAX + 1), 'too_long'],
    [Array.from({ length: QUERY_TERMS_MAX + 1 }, (_, n) => `w${n}`).join(' '), 'too_many_terms'],
    [`service:${Array.from({ length: 51 }, (_, n) => `s${n}`).join(',')}`, 'too_many_values'],
  ])('%s is refused as %s', (written, code) => {
    expect(problemOf(written)).toMatchObject({ code })
  })

  test('is told in a sentence', () => {
    const sentence = (written: string) => {
      const problem = problemOf(written)
      return problem && describeQueryProblem(problem)
    }
    expect(sentence('is:actve')).toBe(
      '“actve” (character 4) is nothing that “is:” can be. Did you mean “active”? Known: active, over, test, snoozed, exhausted, flapping.',
    )
    expect(sentence('label:x')).toBe('“x” (character 7) is no label: write label:name=value.')
    expect(sentence('since:x')).toContain('write 90m, 24h, 7d')
    expect(sentence('"x')).toBe('The quote at character 1 is not closed.')
  })
})

test('the nearest word is one that begins so, is one or two slips away, or alone begins alike', () => {
  const known = ['status', 'severity', 'service', 'since', 'scope', 'source']
  expect(nearestWord('stat', known)).toBe('status')
  expect(nearestWord('sevrity', known)).toBe('severity')
  expect(nearestWord('sicne', known)).toBe('since')
  expect(nearestWord('statiscal', known)).toBe('status')
  expect(nearestWord('colour', known)).toBeUndefined()
  expect(nearestWord('se', known)).toBeUndefined()
})

const word = fc.oneof(fc.string({ maxLength: 20 }), fc.stringMatching(/^[a-z0-9.:"\\, -]{0,12}$/))
const filled = word.filter((each) => each.trim() !== '')
const isNegated = fc.boolean()
const listOf = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 4 })
const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({
    kind: fc.constant('ago' as const),
    amount: fc.nat(99_999),
    unit: fc.constantFrom<SpanUnit>('m', 'h', 'd', 'w'),
  }),
  fc.record({ kind: fc.constant('day' as const), day: fc.constantFrom('1970-01-01', '2026-02-28', '2028-02-29') }),
  fc.record({ kind: fc.constant('instant' as const), at: fc.nat(4_000_000_000_000) as fc.Arbitrary<never> }),
)
const term: fc.Arbitrary<IncidentTerm> = fc.oneof(
  fc.constantFrom(...CHOICE_FIELDS).chain((field) =>
    fc.record({
      kind: fc.constant('value' as const),
      field: fc.constant(field),
      values: listOf(fc.constantFrom<string>(...CHOICES[field])),
      isNegated,
    }),
  ),
  fc.record({
    kind: fc.constant('value' as const),
    field: fc.constantFrom(...NAME_FIELDS),
    values: listOf(filled),
    isNegated,
  }),
  fc.record({
    kind: fc.constant('value' as const),
    field: fc.constant('label' as const),
    values: listOf(fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), filled).map((pair) => pair.join('='))),
    isNegated,
  }),
  fc.record({ kind: fc.constant('moment' as const), field: fc.constantFrom(...MOMENT_FIELDS), moment, isNegated }),
  fc.record({ kind: fc.constant('text' as const), text: filled, isNegated }),
)

describe('for any query', () => {
  test('what is written is read as the same terms', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 6 }), (query: IncidentQuery) => {
        const { terms, problems } = parseIncidentQuery(formatIncidentQuery(query))
        expect(problems).toEqual([])
        expect(terms).toEqual(query)
      }),
    )
  })

  test('reading never throws, places lie in the text, and what was read can be written and read again', () => {
    const pieces = fc.array(
      fc.oneof(word, fc.constantFrom('status:', 'open', '"', '-', ',', ' ', 'since:', '7d', 'label:a=b', ':')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const written = parts.join('')
        const { terms, problems } = parseIncidentQuery(written)
        for (const { from, to } of problems) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeGreaterThanOrEqual(from)
          expect(to).toBeLessThanOrEqual(written.length)
        }
        expect(parseIncidentQuery(formatIncidentQuery(terms))).toEqual({ terms, problems: [] })
      }),
    )
  })
})

test('the views that everybody has are queries that can be read', () => {
  for (const view of Object.values(BUILT_IN_VIEWS)) expect(parseIncidentQuery(view.query).problems).toEqual([])
})
