import { expect, test } from 'vitest'
import { type AlertFilter, alertMatches, parseAlertFilter, parseSilenceFilter, silenceMatches } from './query.ts'

const ALERT = { labels: { alertname: 'A', job: 'node' }, receivers: ['default'], silencedBy: [], inhibitedBy: [] }
const SILENCED = { ...ALERT, silencedBy: ['5bc6ad3e-9c1f-4d58-9a4c-7f7d4e9c5a01'] }
const INHIBITED = { ...ALERT, inhibitedBy: ['f404ecabc8dd5cd7'] }

function filterOf(query: string): AlertFilter {
  const parsed = parseAlertFilter(new URLSearchParams(query))
  if ('reply' in parsed) throw new Error(parsed.reply.body)
  return parsed.filter
}

function refusal(query: string): [number, unknown] {
  const parsed = parseAlertFilter(new URLSearchParams(query))
  return 'reply' in parsed ? [parsed.reply.status, JSON.parse(parsed.reply.body)] : [200, '']
}

test('without parameters everything is listed', () => {
  const filter = filterOf('')
  expect([ALERT, SILENCED, INHIBITED].map((alert) => alertMatches(filter, alert))).toEqual([true, true, true])
  expect(filter).toMatchObject({ active: true, silenced: true, inhibited: true, unprocessed: true, muted: true })
})

test('what amtool asks for by default leaves out what is silenced or inhibited', () => {
  const filter = filterOf('active=true&inhibited=false&silenced=false&unprocessed=false')
  expect([ALERT, SILENCED, INHIBITED].map((alert) => alertMatches(filter, alert))).toEqual([true, false, false])
})

test('active=false leaves only what is suppressed', () => {
  const filter = filterOf('active=false')
  expect([ALERT, SILENCED, INHIBITED].map((alert) => alertMatches(filter, alert))).toEqual([false, true, true])
})

test('a flag with a word that means nothing is false', () => {
  expect(filterOf('active=maybe&silenced=1&inhibited=Yes&muted=')).toMatchObject({
    active: false,
    silenced: true,
    inhibited: true,
    muted: true,
  })
})

test('every filter has to match', () => {
  expect(alertMatches(filterOf('filter=alertname%3DA&filter=job%3D~n.*'), ALERT)).toBe(true)
  expect(alertMatches(filterOf('filter=alertname%3DA&filter=job%3D~x.*'), ALERT)).toBe(false)
  expect(alertMatches(filterOf('filter=missing%3D%22%22'), ALERT)).toBe(true)
})

test('a receiver is an anchored regular expression', () => {
  expect(alertMatches(filterOf('receiver=def.*'), ALERT)).toBe(true)
  expect(alertMatches(filterOf('receiver=def'), ALERT)).toBe(false)
  expect(alertMatches(filterOf('receiver_matchers=team%3D%22a%22'), ALERT)).toBe(false)
  expect(alertMatches(filterOf('receiver_matchers=team%3D%22%22'), ALERT)).toBe(true)
})

test('wrong filters are refused with the sentence of Alertmanager', () => {
  expect(refusal('filter=a')).toEqual([400, 'bad matcher format: a'])
  expect(refusal('filter=')).toEqual([400, 'bad matcher format: '])
  expect(refusal('filter=a%3D~(')).toEqual([400, 'error parsing regexp: missing closing ): `^(?:()$`'])
  expect(refusal('receiver=(')).toEqual([
    400,
    'failed to parse receiver param: error parsing regexp: missing closing ): `^(?:()$`',
  ])
  expect(refusal('receiver_matchers=x')).toEqual([
    400,
    'failed to parse receiver_matchers param: bad matcher format: x',
  ])
  expect(refusal(new URLSearchParams(Array.from({ length: 101 }, () => ['filter', 'a=b'])).toString())[0]).toBe(400)
})

test('a silence is found by a matcher that it has, not by one that it would match', () => {
  const silence = { state: 'active' as const, matchers: [{ name: 'a', value: 'b.*', isRegex: true, isEqual: true }] }
  const found = (query: string) => {
    const parsed = parseSilenceFilter(new URLSearchParams(query))
    return 'filter' in parsed && silenceMatches(parsed.filter, silence)
  }
  expect(found('')).toBe(true)
  expect(found('filter=a%3D~b.*')).toBe(true)
  expect(found('filter=a%3Db')).toBe(false)
  expect(found('active=false')).toBe(false)
  expect(found('expired=false&pending=false')).toBe(true)
  expect('reply' in parseSilenceFilter(new URLSearchParams('filter=x'))).toBe(true)
})
