import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { scheduleEditor as english } from '../../../../web/src/messages/en/schedule-editor.ts'
import { scheduleEditor as japanese } from '../../../../web/src/messages/ja/schedule-editor.ts'
import { letThroughWords, type RestReader, refusalOf, restSentences, type ToldBreach } from './rest-words.ts'

const DIRECTORY = aDirectory({ users: [aUser('ana'), aUser('bob')] })
const [FROM, TO] = [Date.parse('2026-01-12T09:00:00Z') as Instant, Date.parse('2026-01-13T09:00:00Z') as Instant]
const reader = (language: RestReader['language']): RestReader => ({
  language,
  time: (at) => (at === FROM ? '<from>' : '<to>'),
  span: () => (language === 'ja' ? '<span>まで' : '<span>'),
})
const RELIEF = { user: BOB, schedule: 'main' as ScheduleId, startsAt: FROM, endsAt: TO }
const ROW: ToldBreach = {
  breach: { kind: 'days_in_a_row', user: ANA, startsAt: FROM, endsAt: TO, days: 9 },
  ...{ relief: [], because: 'nobody_else' },
}
const NIGHT: ToldBreach = {
  breach: { kind: 'rest_after_night', user: ANA, startsAt: TO, endsAt: TO, pagedAt: FROM },
  ...{ relief: [RELIEF, { ...RELIEF, schedule: 'other' as ScheduleId }], because: null },
}

test('why something is let through is said as the console says it, in either language', () => {
  for (const because of ['begins_now', 'nobody_else', 'only_warned'] as const) {
    const told = { ...ROW, because }
    const inEnglish = english.scheduleEditor.restAllowed[because]
    expect(restSentences(told, DIRECTORY, reader('en')).letThrough).toBe(
      `It would have Ana on call for 9 days in a row; 7 are allowed. ${inEnglish}`,
    )
    expect(restSentences(told, DIRECTORY, reader('ja')).letThrough).toBe(
      `Anaさんは9日連続の当番になります（上限は7日）。${japanese.scheduleEditor.restAllowed[because]}`,
    )
    expect(letThroughWords(told, DIRECTORY)).toBe(
      `would have Ana on call for 9 days in a row; 7 are allowed. ${inEnglish}`,
    )
  }
})

test('why something is refused names who could take it, once, on the clock of the reader', () => {
  expect(restSentences(NIGHT, DIRECTORY, reader('en')).refused).toBe(
    'It would have Ana on call again from <to>; they were paged in the night at <from>, and 11 hours of rest follow that. Bob could take <span>.',
  )
  expect(restSentences(NIGHT, DIRECTORY, reader('ja')).refused).toBe(
    'Anaさんは夜間（<from>）に呼び出されていて、その後11時間の休息が必要ですが、<to>からまた当番になります。<span>まではBobさんが引き受けられます。',
  )
  expect(refusalOf(NIGHT, DIRECTORY)).toContain('Bob could take 2026-01-12 09:00 UTC to 2026-01-13 09:00 UTC. Give')
})

test('whoever is on call for ever has no number of days', () => {
  const told: ToldBreach = { ...ROW, breach: { ...ROW.breach, kind: 'days_in_a_row', days: 400 } }
  expect(restSentences(told, DIRECTORY, reader('en')).refused).toContain('for more than 90 days in a row')
  expect(restSentences(told, DIRECTORY, reader('ja')).refused).toContain('90日を超えて連続の当番')
})
