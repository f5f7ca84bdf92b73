import { expect, test } from 'vitest'
import type { NotificationRule } from './account.query.ts'
import { moveRule } from './rule-order.ts'

const rule = (urgency: 'high' | 'low', contact: string): NotificationRule => ({
  ...{ urgency, after: '0m', contact, hours: null },
})
const rules = [rule('high', 'a'), rule('low', 'x'), rule('high', 'b'), rule('high', 'c')]
const order = (moved: readonly NotificationRule[]) => moved.map(({ contact }) => contact).join('')

test('a rule passes its neighbour of the same urgency, and those of the other stay where they are', () => {
  expect(order(moveRule(rules, 0, 1))).toBe('bxac')
  expect(order(moveRule(rules, 2, -1))).toBe('bxac')
  expect(order(moveRule(rules, 2, 1))).toBe('axcb')
})

test('the first does not move up, the last not down, and a rule that is not there does not move', () => {
  expect(order(moveRule(rules, 0, -1))).toBe('axbc')
  expect(order(moveRule(rules, 3, 1))).toBe('axbc')
  expect(order(moveRule(rules, 1, 1))).toBe('axbc')
  expect(order(moveRule(rules, 9, -1))).toBe('axbc')
})
