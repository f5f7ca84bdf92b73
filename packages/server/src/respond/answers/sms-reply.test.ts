import { expect, test } from 'vitest'
import { readSmsReply } from './sms-reply.ts'

test.each([
  ['123a', '123', 'acknowledge'],
  [' 123 A ', '123', 'acknowledge'],
  ['a123', '123', 'acknowledge'],
  ['ACK 123', '123', 'acknowledge'],
  ['INC-2026-000123 r', '123', 'resolve'],
  ['resolve inc-2026-000123.', '123', 'resolve'],
  ['000123e', '123', 'escalate'],
  ['１２３ａ', '123', 'acknowledge'],
  ['対応する', undefined, 'acknowledge'],
  ['1', undefined, 'acknowledge'],
  ['Ack!', undefined, 'acknowledge'],
])('“%s” is an answer', (text, number, answer) => {
  expect(readSmsReply(text)).toEqual({ number, answer })
})

test.each(['all a', 'ALL A', 'alla', 'a all', 'ack all', 'すべて対応', 'all 対応する'])(
  '“%s” takes everything',
  (text) => {
    expect(readSmsReply(text)).toEqual({ number: undefined, answer: 'acknowledge', isForAll: true })
  },
)

test.each([
  '',
  'all r',
  'all e',
  'all',
  'yes please',
  '123',
  'a b',
  '123 and a',
  'stop',
  '1234567890a',
  'acknowledge everything',
])('“%s” is none', (text) => {
  expect(readSmsReply(text)).toBeUndefined()
})
