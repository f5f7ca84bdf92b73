import { expect, test } from 'vitest'
import { parseTemplateBody } from './template-body.ts'
import { doorRequest } from './testing/door-request.ts'

function parse(body: string, names = ['id', 'reason']) {
  const problems: string[] = []
  return { parsed: parseTemplateBody(doorRequest(body), names, (problem) => problems.push(problem)), problems }
}

test('what is JSON is read as JSON, and nothing is said', () => {
  expect(parse('{"id":12345678901234567890}')).toEqual({
    parsed: { value: { id: '12345678901234567890' } },
    problems: [],
  })
})

test('quotes, line breaks and backslashes in a value cost only the look of it', () => {
  const { parsed, problems } = parse(
    '{\n  "id": "a",\n  "reason": "C:\\x said "no"\nand left",\n  "n": 5,\n  "last": "z"\n}',
  )
  expect(parsed).toEqual({ value: { id: 'a', reason: 'C:\\x said "no"\nand left', n: 5, last: 'z' } })
  expect(problems).toHaveLength(1)
})

test('a value that the template left empty costs only itself', () => {
  const { parsed } = parse('{"id": "a", "owner": , "reason": ["x", "y"], "last": {"b": [1]}}')
  expect(parsed).toMatchObject({ value: { id: 'a', owner: '', reason: ['x', 'y'] } })
})

test('of a name that a value brings along the first counts', () => {
  const { parsed } = parse('{"id": "a", "reason": "x", "id": "forged", "b": "c" "}')
  expect(parsed).toMatchObject({ value: { id: 'a' } })
})

test('what our template never made is no JSON', () => {
  for (const body of ['', 'id reason', '{"id": "a" ', '{"other": "a", "more": "b" x}'])
    expect(parse(body).parsed).toHaveProperty('error')
})

test('a long body that is broken takes no longer than its length', () => {
  const started = performance.now()
  parse(`{"id": "a", "reason": "${'{ "'.repeat(200_000)}`)
  parse(`{"id": "a", "reason": "${', '.repeat(300_000)}`)
  parse(`{"id": "a", "reason": "${' '.repeat(500_000)}x${'}'.repeat(500_000)}`)
  expect(performance.now() - started).toBeLessThan(2_000)
})
