import { DEFAULT_CRITERIA } from '@tocsin/core/respond/ladder.ts'
import { expect, test } from 'vitest'
import { criteria } from '../../../messages/en/criteria.ts'
import { readCondition } from './criterion-words.ts'

test('every criterion of the procedure has words', () => {
  expect(DEFAULT_CRITERIA.map(({ id, when }) => [id, readCondition(when)?.parts.map(({ key }) => key)])).toEqual([
    ['no-resolution', ['noEnd']],
    ['late-resolution', ['endLate']],
    ['no-cause', ['noCause']],
    ['spread', ['spread']],
    ['l3-or-vendor', ['needs', 'needs']],
    ['p1-unresolved', ['priority']],
    ['impact-growing', ['growing', 'wider', 'reports']],
  ])
})

test('the names of the procedure are those that the console has words for', () => {
  const names = Object.fromEntries(DEFAULT_CRITERIA.map(({ id, name }) => [id, name]))
  expect(criteria.criteria.standard).toEqual(names)
})

test('parts are joined as the expression joins them, and keep their values', () => {
  expect(readCondition('services_added > 1 && priority == "P1"')).toEqual({
    ...{
      join: 'and',
      parts: [
        { key: 'spread', count: 2 },
        { key: 'priority', value: 'P1' },
      ],
    },
  })
  expect(readCondition(" needs=='L3' || reports_added >= 5")).toBeUndefined()
  expect(readCondition("needs == 'L3' ||  reports_added >= 5")?.join).toBe('or')
})

test.each(['!(cause_known)', 'services.exists(s, s == "api")', 'cause_known || is_acknowledged && scope_widened', ''])(
  '“%s” has no words, and stays as it is',
  (expression) => {
    expect(readCondition(expression)).toBeUndefined()
  },
)
