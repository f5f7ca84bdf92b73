import { expect, test } from 'vitest'
import { tagLabels } from './tags.ts'

test('a tag with a name is a label, and the others stand together in a fixed order', () => {
  expect(tagLabels(['web', 'service:checkout', 'team=payments', 'eu'])).toEqual({
    tags: 'eu,web',
    service: 'checkout',
    team: 'payments',
  })
  expect(tagLabels([])).toEqual({})
})

test('an address, a time and a blank are no names', () => {
  expect(tagLabels(['https://a', '10:30', 'name:', ':x'])).toEqual({ tags: '10:30,:x,https://a,name:' })
})

test('__proto__ is a label like any other', () => {
  expect(Object.entries(tagLabels(['__proto__:x']))).toEqual([['__proto__', 'x']])
})
