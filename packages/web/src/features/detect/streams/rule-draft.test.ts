import { expect, test } from 'vitest'
import { draftOf, EMPTY_DRAFT, failedLogins, ruleOf, rulesOf } from './rule-draft.ts'

test('a rule is the same after its form was opened and saved', () => {
  const rule = {
    ...{ id: 'r', name: 'R', when: 'text == "a = b"', more_than: 3, within: '5m', severity: 'high', title: '{{a}}' },
    by: { a: 'text.extract("x=(.)")', b: 'attributes.b' },
  }
  expect(ruleOf(draftOf(rule))).toEqual(rule)
  expect(ruleOf(draftOf({ id: 'r', when: 'true', within: '1m' }))).toEqual({
    id: 'r',
    when: 'true',
    more_than: 0,
    within: '1m',
  })
})

test('what stands empty in the form is left out', () => {
  expect(ruleOf({ ...EMPTY_DRAFT, id: ' r ' })).toEqual({
    id: 'r',
    when: 'severity >= 17',
    more_than: 10,
    within: '5m',
  })
  expect(ruleOf({ ...EMPTY_DRAFT, by: 'account\n\n' }).by).toEqual({ account: '' })
})

test('the template of failed logins fits the system', () => {
  expect(ruleOf(failedLogins('syslog', 'n')).by?.account).toContain('Failed password for')
  expect(ruleOf(failedLogins('json-stream', 'n')).by).toEqual({ account: 'attributes.user' })
})

test('a source without rules has none', () => {
  expect(rulesOf({})).toEqual([])
  expect(rulesOf({ options: { rules: 'x' } })).toEqual([])
})
