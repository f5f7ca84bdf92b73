import { routeAlert } from '@tocsin/core/detect/rules/route-alert.ts'
import type { RuleSubject } from '@tocsin/core/detect/rules/rule-subject.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { EventRuleActions } from '@tocsin/core/people/directory.ts'
import { aDirectory, anEventRule, aService, aSource } from '@tocsin/core/testing/directory.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRule } from './compile-rule.ts'
import { explainCondition } from './explain-rule.ts'

/** Half past midnight on a Tuesday in Tokyo. */
const NIGHT = Date.parse('2026-01-05T15:30:00Z') as Instant

function aSubject(changes: Partial<RuleSubject> = {}): RuleSubject {
  return {
    ...{ title: 'Disk full on db-1', description: 'used 99 %', link: '', severity: 'low' },
    labels: { team: 'payments', alertname: 'DiskFull' },
    annotations: { runbook: 'https://example.com/disk' },
    source: aSource('am', { name: 'Alertmanager', system: 'alertmanager', options: { layer: 'business' } }),
    service: aService('api', { name: 'API' }),
    isTest: false,
    receivedAt: NIGHT,
    ...changes,
  }
}

function ask(condition: string, subject = aSubject(), zone = 'Asia/Tokyo') {
  const { compiled, errors } = compileRule(anEventRule('r', { condition, zone }))
  return errors[0] ? `${errors[0].message} at ${errors[0].line}:${errors[0].column}` : compiled.test(subject)
}

test.each([
  ['', true],
  ['severity == "low"', true],
  ['severity in ["high", "critical"]', false],
  ['labels.team == "payments" && labels.alertname.startsWith("Disk")', true],
  ['"payments" == labels["team"]', true],
  ['title.matches("(?i)disk|volume")', true],
  ['(title + " " + description).contains("99 %")', true],
  ['source.id == "am" && source.system == "alertmanager" && source.layer == "business"', true],
  ['service.id == "api" && service.name == "API" && service.team == ""', true],
  ['annotations.runbook.endsWith("/disk")', true],
  ['is_test', false],
  ['labels.exists(name, name == "team")', true],
  ['received.hour == 0 && received.minute == 30 && received.weekday == 2', true],
  ['received.time < "07:00" && received.date == "2026-01-06" && received.day == 6 && received.month == 1', true],
])('%s is %s', (condition, expected) => {
  expect(ask(condition)).toBe(expected)
})

test('a label that is missing reads as empty, and has() tells that it is', () => {
  expect(ask('labels.squad == ""')).toBe(true)
  expect(ask('labels["squad"] != "x"')).toBe(true)
  expect(ask('labels[labels.team] == "" && annotations.nothing == ""')).toBe(true)
  expect(ask('has(labels.squad)')).toBe(false)
  expect(ask('has(labels.team) && "team" in labels && !("squad" in labels)')).toBe(true)
})

test('the clock is that of the rule', () => {
  expect(ask('received.hour == 15 && received.weekday == 1', aSubject(), 'UTC')).toBe(true)
  expect(ask('received.hour == 10', aSubject(), 'America/New_York')).toBe(true)
})

test.each([
  ['labels.team', 'gives string; a condition gives true or false at 1:1'],
  ['labels.team == 5', 'no such overload: string == int at 1:1'],
  ['severity == "low" &&\n  nope', 'Unknown variable: nope at 2:3'],
  ['received.hours == 1', 'No such key: hours at 1:10'],
  ['source.team == "x"', 'No such key: team at 1:8'],
  ['severity ==', 'Unexpected token: EOF at 1:12'],
  ['title.matches("(?=a)")', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=` at 1:15'],
  ['labels.all(a, labels.all(b, a == b))', 'a loop in a loop at 1:15'],
  ['textOrEmpty(labels, "x") == ""', 'unknown function textOrEmpty at 1:1'],
])('%s is refused with its place', (condition, expected) => {
  expect(ask(condition)).toBe(expected)
})

test('a condition that fails on an alert says why, and so does a rule that could not be read', () => {
  expect(ask('double(labels.team) < 95.0')).toEqual({
    problem: 'when: double() type error: cannot convert to double',
  })
  const { compiled } = compileRule(anEventRule('broken', { condition: 'nope' }))
  expect(compiled.test(aSubject())).toEqual({ problem: 'when: Unknown variable: nope' })
})

test('names of built-in properties are labels like any other', () => {
  const labels = JSON.parse('{"constructor":"x","__proto__":"y","toString":"z"}') as Record<string, string>
  const subject = aSubject({ labels })
  expect(ask('labels.constructor == "x" && labels.__proto__ == "y" && labels["toString"] == "z"', subject)).toBe(true)
  expect(ask('labels.constructor == "" && labels.valueOf == ""')).toBe(true)
})

function titleOf(template: string, subject = aSubject()) {
  const { compiled, errors } = compileRule(anEventRule('r', { actions: { title: template } }))
  return errors[0]
    ? `${errors[0].path.join('.')}: ${errors[0].message} at ${errors[0].column}`
    : compiled.title?.(subject)
}

test.each([
  ['{{ labels.alertname }} on {{ labels.host }}!', 'DiskFull on !'],
  ['no expression', 'no expression'],
  ['{{ 1 + 2 }} {{ 0.5 }} {{ is_test }}', '3 0.5 false'],
  ['{{ "}}" }} {{ \'{{\' }} {{ "a\\"}}" }}', '}} {{ a"}}'],
  ['{{ {"a": "b"}["a"] }}', 'b'],
  ['{{ labels }}', { problem: 'title: {{ labels }} gave neither text nor number' }],
  ['{{ nope }}', 'do.title: Unknown variable: nope at 4'],
  ['a {{ b', 'do.title: {{ without the }} that ends it at 3'],
  ['a {{ {b }} }', 'do.title: {{ without the }} that ends it at 3'],
])('the title %s becomes %j', (template, expected) => {
  expect(titleOf(template)).toEqual(expected)
})

test('errors of labels name the label', () => {
  const { errors } = compileRule(anEventRule('r', { actions: { labels: { a: '{{ x }}', b: '{{ labels.a }}' } } }))
  expect(errors.map(({ path }) => path)).toEqual([['do', 'labels', 'a']])
})

test('only rules that read the long texts ask for them', () => {
  const needs = (condition: string, actions: EventRuleActions = {}) =>
    compileRule(anEventRule('r', { condition, actions })).needsTexts
  expect(needs('labels.team == "x"', { title: '{{ title }}' })).toBe(false)
  expect(needs('description == ""')).toBe(true)
  expect(needs('', { labels: { a: '{{ annotations.b }}' } })).toBe(true)
  expect(needs('', { title: '{{ link }}' })).toBe(true)
})

test('what an expression sees of a long text is bounded', () => {
  const subject = aSubject({ description: 'x'.repeat(LIMITS.ruleTextCharsMax + 5) })
  expect(ask(`size(description) == ${LIMITS.ruleTextCharsMax}`, subject)).toBe(true)
})

test('an explanation has the parts of the condition and what they read', () => {
  const condition = 'severity == "low" && (received.hour >= 22 || received.hour < 7) && double(labels.n) > 1.0'
  expect(explainCondition(condition, 'Asia/Tokyo', aSubject())).toEqual({
    clauses: [
      { text: 'severity == "low"', outcome: true },
      { text: 'received.hour >= 22', outcome: false },
      { text: 'received.hour < 7', outcome: true },
      { text: 'double(labels.n) > 1.0', outcome: { problem: expect.stringContaining('cannot convert') } },
    ],
    values: [
      { text: 'severity', value: 'low' },
      { text: 'received.hour', value: '0' },
      { text: 'labels.n', value: '' },
    ],
  })
  expect(explainCondition('labels.exists(n, n == "team")', 'UTC', aSubject())).toMatchObject({
    clauses: [{ outcome: true }],
    values: [{ text: 'labels' }],
  })
  expect(explainCondition('severity ==', 'UTC', aSubject())).toEqual({ clauses: [], values: [] })
})

const piece = fc.constantFrom(
  ...[
    'labels',
    '.',
    'team',
    '(',
    ')',
    '[',
    ']',
    '"a"',
    '==',
    '&&',
    '||',
    'in',
    '!',
    'severity',
    'title',
    '.matches(',
    ',',
  ],
  ...['received.hour', '<', '7', '{{', '}}', '?', ':', '+', 'has(', '.exists(', 'x', '\n', '😀', '\\', 'source.id'],
)
const texts = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' '))

test('no text, however wrong, makes a rule throw or lose an alert', () => {
  fc.assert(
    fc.property(texts, texts, fc.dictionary(fc.string(), fc.string()), (condition, title, labels) => {
      const { compiled } = compileRule(anEventRule('r', { condition, actions: { title, labels: { a: title } } }))
      const routed = routeAlert({
        signal: { key: 'k', title: 'T', labels, severity: 'high', receivedAt: NIGHT },
        ...{ source: aSource('am'), directory: aDirectory(), rules: [compiled] },
      })
      expect(routed.severity).toBe('high')
      expect(routed.steps.length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 300 },
  )
})

const clause = fc.constantFrom(
  ...['severity == "low"', 'severity in ["low", "high"]', 'labels.team == "payments"', '"x" == labels["team"]'],
  ...['source.id == "am"', 'service.team == ""', 'title == "T"', 'labels.n == ""', 'double(labels.n) > 1.0'],
  ...['labels.team != "x"', '"a" in ["a"]', 'labels.team in [title, "payments"]'],
)

test('what is looked up ahead of an evaluation changes no answer', () => {
  const subjects = fc.record({
    severity: fc.constantFrom('low' as const, 'high' as const),
    title: fc.constantFrom('T', 'payments'),
    labels: fc.constantFrom({}, { team: 'payments' }, { team: 'x', n: '2' }),
  })
  fc.assert(
    fc.property(fc.array(clause, { minLength: 1, maxLength: 4 }), subjects, (clauses, changes) => {
      const subject = aSubject(changes as Partial<RuleSubject>)
      const answer = ask(clauses.join(' && '), subject)
      // In brackets behind a part that is always true nothing can be looked up ahead.
      const evaluated = ask(`(${clauses.join(' && ')}) || title == "no alert is called this"`, subject)
      if (typeof evaluated === 'boolean') expect(answer).toBe(evaluated)
      else expect([false, evaluated]).toContainEqual(answer)
    }),
    { numRuns: 300 },
  )
})
