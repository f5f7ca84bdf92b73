import fc from 'fast-check'
import { expect, test } from 'vitest'
import { celInput } from './cel-input.ts'
import { compileExpression } from './expression.ts'
import { compileFields, compileMapping, countRounds, evaluate, MAPPING_FIELDS } from './mapping.ts'

const BODY = {
  ok: false,
  title: 'Disk 99%',
  host: 'h1',
  n: 7,
  nothing: null,
  level: 'crit',
  nested: { a: '1' },
  tags: [
    { name: 'x', v: 1 },
    { name: 'y', v: 2 },
  ],
}

/** The value of an expression over a body, or the first line of why it has none. */
function run(source: string, body: unknown = BODY): unknown {
  const compiled = compileMapping({ title: source })
  if ('errors' in compiled) return compiled.errors[0]?.message
  const value = celInput(body)?.value
  const result = evaluate(compiled.mapping, 'title', { body: value, headers: { 'x-level': 'p1' }, item: value })
  return result && 'problem' in result ? result.problem : result?.value
}

test.each([
  ["body.ok ? 'resolved' : 'firing'", 'firing'],
  ["body.title + ' on ' + body.host", 'Disk 99% on h1'],
  ["has(body.missing) ? body.missing : 'default'", 'default'],
  ["body.?missing.orValue('default')", 'default'],
  ['body.?title', 'Disk 99%'],
  ['body.?missing', null],
  ['has(body.nested.a)', true],
  ['has(body.nested.b)', false],
  ["body.title.startsWith('Disk') && body.title.contains('9')", true],
  ["body.title.matches('^D.*[0-9]+%$')", true],
  ['body.tags.filter(t, t.v > 1).map(t, t.name)[0]', 'y'],
  ["body.tags.exists(t, t.name == 'x')", true],
  ['body.tags.all(t, t.v > 0)', true],
  ["body.tags.map(t, t.name).join(', ')", 'x, y'],
  ['string(size(body.tags))', '2'],
  ["body.level in ['crit', 'fatal'] ? 'critical' : 'low'", 'critical'],
  ["'a' in body.nested", true],
  ["'toString' in body", false],
  ["headers['x-level']", 'p1'],
  ['string(body.n)', '7'],
  ['body.n > 5 && body.n == 7', true],
  ['body.n + 1.0', 8],
  ['body.nothing == null', true],
  ["body.title.split(' ')[0]", 'Disk'],
  ['body.title.lowerAscii()', 'disk 99%'],
  ["item.host == body.host ? 'same' : 'other'", 'same'],
])('%s', (source, expected) => {
  expect(run(source)).toEqual(expected)
})

test('a map of labels is written in the expression', () => {
  expect(run("{'host': body.host, 'level': body.level}")).toEqual({ host: 'h1', level: 'crit' })
})

test.each([
  ['body.missing', 'title: No such key: missing'],
  ['has(body.missing.deep)', 'title: No such key: missing'],
  ['body.title + 1', 'title: no such overload: dyn<string> + int'],
  ['body.tags[9]', 'title: No such key: index out of bounds, index 9 >= size 2'],
  ["body.title.matches(body.host + '(')", 'title: error parsing regexp: missing closing ): `h1(`'],
])('%s is a problem of the body', (source, problem) => {
  expect(run(source)).toBe(problem)
})

test.each([
  ['1 +', { message: 'Unexpected token: EOF', position: 3, line: 1, column: 4 }],
  ['\n  bodyy.x', { message: 'Unknown variable: bodyy', position: 3, line: 2, column: 3 }],
  ["'a' + 1", { message: 'no such overload: string + int', position: 0, line: 1, column: 1 }],
  ['nope(body)', { message: "found no matching overload for 'nope(dyn)'", position: 0, line: 1, column: 1 }],
  [
    "body.title.matches('(?=a)')",
    { message: 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`', position: 19, line: 1, column: 20 },
  ],
  ['', { position: 0, line: 1, column: 1 }],
])('%j is refused with its place', (source, error) => {
  expect(compileMapping({ severity: source })).toMatchObject({ errors: [{ field: 'severity', ...error }] })
})

test('a field that no mapping has is named, and all that is wrong is said at once', () => {
  const compiled = compileMapping({ titel: 'body.x', state: '1 +', title: 'body.x' })
  expect(compiled).toMatchObject({ errors: [{ field: 'titel' }, { field: 'state' }] })
  expect([...compileFields({ state: '1 +', title: 'body.x' }).mapping.expressions.keys()]).toEqual(['title'])
})

test('a mapping is compiled once', () => {
  expect(compileFields({ title: 'body.once' })).toBe(compileFields({ title: 'body.once' }))
})

test('names from the prototype of objects are data, or missing', () => {
  const body = JSON.parse(
    '{"constructor":{"name":"x"},"__proto__":{"title":"p"},"title":"real","inner":{"constructor":5,"a":"b"}}',
  )
  expect(run('body.title', body)).toBe('real')
  expect(run('body.constructor.name', body)).toBe('x')
  expect(run('body.__proto__.title', body)).toBe('p')
  expect(run('body.inner.a', body)).toBe('b')
  expect(run('has(body.toString)', body)).toBe(false)
  expect(run('body.constructor')).toBe('title: No such key: constructor')
  expect(run('body.title.constructor')).toBe('title: No such key: constructor')
})

test('matches takes linear time and the syntax of RE2', () => {
  expect(run("body.t.matches('^(a+)+$')", { t: `${'a'.repeat(5000)}b` })).toBe(false)
  expect(run("body.tags.exists(t, t.name.matches('y|z'))")).toBe(true)
  expect(run('body.t.matches(body.p)', { t: 'a', p: '(a)\\1' })).toBe(
    'title: error parsing regexp: invalid escape sequence: `\\1`',
  )
  expect(run("body.title.matchesInLinearTime('a')")).toBe('unknown function matchesInLinearTime')
})

test('loops nest two deep and no deeper', () => {
  const nested = (depth: number): string => (depth === 0 ? 'true' : `body.tags.all(x${depth}, ${nested(depth - 1)})`)
  expect(compileExpression(nested(2))).toMatchObject({ expression: { loopDepth: 2 } })
  expect(compileExpression(nested(3))).toMatchObject({ error: { message: 'loops nested more than 2 deep' } })
  expect(compileExpression('body.tags.map(a, a).filter(b, true).map(c, c)')).toMatchObject({
    expression: { loopDepth: 1 },
  })
  expect(compileExpression('cel.bind(a, body.tags.map(t, t), a.size())')).toMatchObject({
    expression: { loopDepth: 1 },
  })
})

test('the rounds of a mapping grow with the largest list and the number of alerts', () => {
  const { mapping } = compileFields({
    alerts: 'body.l.filter(a, true)',
    title: "item.t.map(a, a).join('')",
    link: "'x'",
  })
  expect(countRounds(mapping, { itemsMax: 10, charsMax: 5000 }, 3)).toBe(10 + 3 * 10)
  const { mapping: splitting } = compileFields({ title: "body.t.split(',').map(a, a)[0]" })
  expect(countRounds(splitting, { itemsMax: 10, charsMax: 5000 }, 1)).toBe(5000)
})

test('the size of an expression is bounded', () => {
  expect(compileExpression(`body.${'a'.repeat(5000)}`)).toMatchObject({
    error: { message: 'longer than 4096 characters' },
  })
  expect(compileExpression(`${'('.repeat(500)}1${')'.repeat(500)}`)).toMatchObject({
    error: { message: 'Exceeded maxDepth (50)' },
  })
  expect(compileExpression(Array.from({ length: 1500 }, () => '1').join('+'))).toMatchObject({
    error: { message: 'Exceeded maxAstNodes (1000)' },
  })
})

test('a body that nests too deep is not looked at', () => {
  expect(celInput(JSON.parse(`${'['.repeat(99)}1${']'.repeat(99)}`))).toBeDefined()
  expect(celInput(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBeUndefined()
})

test('no source, however wrong, makes the compiler throw', () => {
  const piece = fc.constantFrom(
    'body',
    '.',
    'title',
    '(',
    ')',
    '[',
    ']',
    "'a'",
    '"',
    '?',
    ':',
    '+',
    '&&',
    '.map(',
    ',',
    'x',
    '{',
    '}',
    '.matches(',
    '1',
    '\n',
    '!',
    'in',
    '.?',
    '\\',
    '😀',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), fc.constantFrom(...MAPPING_FIELDS), (pieces, field) => {
      const compiled = compileMapping({ [field]: pieces.join('') })
      if ('errors' in compiled) expect(compiled.errors[0]).toMatchObject({ field, message: expect.stringMatching(/./) })
      else expect(() => run(pieces.join(''))).not.toThrow()
    }),
    { numRuns: 500 },
  )
})
