import { expect, test } from 'vitest'
import { type CalendarMarks, hasWord, judgeTimeOffEvent, type TimeOffRules } from './time-off-event.ts'

const ALL: TimeOffRules = { events: 'all', words: [], freeDays: false }
const OUT: TimeOffRules = { events: 'out_of_office', words: ['Urlaub', 'PTO'], freeDays: false }
const event = (marks: Partial<CalendarMarks> = {}): CalendarMarks => ({
  ...{ title: 'Meeting', isAllDay: false, isTransparent: false, busyStatus: '', isDeclined: false },
  ...marks,
})

test('every event counts but those that are shown as free or were declined', () => {
  expect(judgeTimeOffEvent(event(), ALL)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ busyStatus: 'TENTATIVE' }), ALL)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ isTransparent: true }), ALL)).toBe('free')
  expect(judgeTimeOffEvent(event({ busyStatus: 'FREE' }), ALL)).toBe('free')
  expect(judgeTimeOffEvent(event({ busyStatus: 'WORKINGELSEWHERE' }), ALL)).toBe('free')
  expect(judgeTimeOffEvent(event({ isDeclined: true }), ALL)).toBe('declined')
})

test('out of office is what Outlook marks so, what Google calls so, and what has one of the words', () => {
  expect(judgeTimeOffEvent(event(), OUT)).toBe('not_out_of_office')
  expect(judgeTimeOffEvent(event({ busyStatus: 'OOF' }), OUT)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ title: 'Out of office' }), OUT)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ title: '不在' }), OUT)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ title: 'Sommerurlaub in Italien' }), OUT)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ title: 'Urlaub', isTransparent: true }), OUT)).toBe('free')
  expect(judgeTimeOffEvent(event({ busyStatus: 'OOF', isTransparent: true }), OUT)).toBeUndefined()
})

test('whole days that are shown as free count where the person says so, hours and work elsewhere do not', () => {
  const rules = { ...OUT, freeDays: true }
  expect(judgeTimeOffEvent(event({ title: 'Urlaub', isAllDay: true, isTransparent: true }), rules)).toBeUndefined()
  expect(judgeTimeOffEvent(event({ title: 'Urlaub', isTransparent: true }), rules)).toBe('free')
  expect(judgeTimeOffEvent(event({ title: 'Urlaub', isAllDay: true, busyStatus: 'WORKINGELSEWHERE' }), rules)).toBe(
    'free',
  )
})

test('a short word counts as a whole word, a longer one and one of another script anywhere', () => {
  expect(hasWord('Laptop order', 'pto')).toBe(false)
  expect(hasWord('Ana: PTO (half day)', 'pto')).toBe(true)
  expect(hasWord('ＰＴＯ', 'pto')).toBe(true)
  expect(hasWord('夏季休暇です', '休暇')).toBe(true)
  expect(hasWord('Long  weekend', 'long weekend')).toBe(true)
  expect(hasWord('Anything', '  ')).toBe(false)
})
