import { expect, test } from 'vitest'
import { at } from '../in/testing/door-request.ts'
import { streamEvent } from './stream-event.ts'
import { fillTitle, parseWindow, streamRulesForm, streamRulesOf } from './stream-rule.ts'
import { tallyEvents } from './tally.ts'

const NOW = at('2026-03-02T12:00:00Z')

const FAILED_LOGINS = {
  id: 'failed-logins',
  name: 'Failed logins',
  when: "text.matches('^Failed password')",
  more_than: 2,
  within: '10m',
  by: { account: "text.extract('for (?:invalid user )?([^ ]+) from')" },
}

function tally(rule: object, ...events: Parameters<typeof streamEvent>[0][]) {
  return tallyEvents(streamRulesOf({ rules: [rule] }), events.map(streamEvent), NOW)
}

/** What is wrong, by path. */
function problemsOf(rules: unknown): string[] {
  const parsed = streamRulesForm.safeParse(rules)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('events are counted by the value that an expression takes out of their text', () => {
  const line = (account: string) => ({ body: `Failed password for ${account} from 192.0.2.7 port 50022 ssh2` })
  const { counts, problems } = tally(FAILED_LOGINS, line('root'), line('invalid user bob'), line('root'), {
    body: 'Accepted password for root from 192.0.2.7',
  })
  expect(problems).toEqual([])
  expect(counts.map(({ labels, buckets }) => [labels, [...buckets.values()]])).toEqual([
    [{ account: 'root' }, [2]],
    [{ account: 'bob' }, [1]],
  ])
  expect(counts[0]?.group).not.toBe(counts[1]?.group)
})

test.each([
  ['severity >= 17', { severity: 18 }],
  ['severity_text == "ERROR"', { severityText: 'ERROR' }],
  [
    'resource["service.name"] == "payments" && text.contains("declined")',
    { resource: new Map([['service.name', 'payments']]), body: 'card declined' },
  ],
  ['int(attributes["http.status"]) >= 500', { attributes: new Map([['http.status', '503']]) }],
  ['body.user.name == "ana" && !body.ok', { body: { user: { name: 'ana' }, ok: false } }],
  ['has(attributes.user)', { attributes: new Map([['user', '']]) }],
  ['name == "login.failed" && scope.name == "auth"', { name: 'login.failed', scope: new Map([['name', 'auth']]) }],
  ['body.constructor == "x"', { body: { constructor: 'x' } }],
])('%s meets an event that is so, and none that says nothing', (when, event) => {
  const rule = { id: 'r', when, within: '1m' }
  expect(tally(rule, event).counts).toHaveLength(1)
  expect(tally(rule, { body: 'nothing' }).counts).toEqual([])
})

test('an event counts when it happened by its own clock; one from before the window, or from the future, does not mislead', () => {
  const rule = { id: 'r', when: 'true', within: '1m' }
  const { counts } = tally(
    rule,
    { at: at('2026-03-02T11:59:30Z') },
    { at: at('2026-03-02T11:58:00Z') },
    { at: at('2026-03-02T13:00:00Z') },
    {},
  )
  expect([...(counts[0]?.buckets ?? [])]).toEqual([
    [at('2026-03-02T11:59:30Z'), 1],
    [at('2026-03-02T12:00:00Z'), 2],
  ])
})

test('a value that an event has not is an empty one, and the page of the source says so where it is an error', () => {
  const empty = tally({ id: 'r', when: 'true', within: '1m', by: { user: 'attributes.user' } }, {})
  expect(empty).toMatchObject({ counts: [{ labels: { user: '' } }], problems: [] })
  const failing = tally({ id: 'r', when: 'true', within: '1m', by: { user: 'body.user' } }, { body: {} })
  expect(failing.counts).toMatchObject([{ labels: { user: '' } }])
  expect(failing.problems).toEqual([expect.stringContaining('rule r: user has no value')])
})

test('names and values that no database takes are made such as it does', () => {
  const { counts } = tally({ id: 'r', when: 'true', within: '1m', by: { who: 'text' } }, { body: 'a\0\ud800' })
  expect(counts[0]?.labels).toEqual({ who: 'a\ufffd\ufffd' })
})

test('a window is told apart in sixty spans at most, of a second at least', () => {
  const spans = (within: string) => streamRulesOf({ rules: [{ id: 'r', when: 'true', within }] })[0]?.rule.bucketMs
  expect(spans('10s')).toBe(1_000)
  expect(spans('5m')).toBe(5_000)
  expect(spans('1h')).toBe(60_000)
  expect(spans('24h')).toBe(24 * 60_000)
  expect(parseWindow('0s')).toBeUndefined()
  expect(parseWindow('25h')).toBeUndefined()
  expect(parseWindow('5')).toBeUndefined()
})

test('a title takes the values of labels', () => {
  const [rule] = streamRulesOf({ rules: [FAILED_LOGINS] })
  expect(rule?.rule.title).toBe('Failed logins: {{account}}')
  expect(fillTitle('{{count}} for {{ account }}, {{toString}}', { account: 'root' }, 7)).toBe('7 for root, ')
})

test('everything that is wrong with rules is said at once, with its place', () => {
  expect(problemsOf([FAILED_LOGINS])).toEqual([])
  expect(
    problemsOf([
      { ...FAILED_LOGINS, when: 'severity >', within: 'soon', more_than: -1, by: { 'a b': 'text' }, colour: 1 },
      { ...FAILED_LOGINS, when: 'text', title: '{{host}} is under attack' },
    ]),
  ).toEqual([
    expect.stringMatching(/^0\.when: Unexpected token: EOF \(in the expression at 1:11\)$/),
    '0.more_than: expected 0 or more',
    '0.within: expected a time from 1s to 24h, such as "90s", "5m" or "1h"',
    expect.stringMatching(/^0\.by\.a b: /),
    expect.stringMatching(/^0: is no field of a rule\. There are id, name, when/),
    '1.when: gives string; a condition gives true or false',
  ])
  expect(problemsOf([FAILED_LOGINS, FAILED_LOGINS])).toEqual(['1.id: another rule has this id'])
  expect(problemsOf([{ ...FAILED_LOGINS, title: '{{host}}' }])).toEqual([
    '0.title: {{host}} is no label of "by"; there are count, account',
  ])
  expect(problemsOf('x')).toEqual([': expected a list of rules'])
})

test('a rule that only a newer release can read is left out, and the others count', () => {
  const rules = streamRulesOf({ rules: [{ id: 'new', when: 'true', within: '1m', how: 'new' }, FAILED_LOGINS] })
  expect(rules.map(({ rule }) => rule.id)).toEqual(['failed-logins'])
  expect(streamRulesOf(undefined)).toEqual([])
})
