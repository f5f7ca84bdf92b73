import { expect, test } from 'vitest'
import { makeStreamReader } from './event-stream.ts'

test('an event is told when its empty line has come, however the pieces are cut', () => {
  const text = 'id: a-1\nevent: incident\ndata: {"id":"INC-2026-000001"}\n\n'
  for (let cut = 0; cut <= text.length; cut++) {
    const reader = makeStreamReader()
    const events = [...reader.feed(text.slice(0, cut)), ...reader.feed(text.slice(cut))]
    expect(events).toEqual([{ type: 'incident', data: '{"id":"INC-2026-000001"}', id: 'a-1' }])
  }
})

test('comments are signs of life and no events', () => {
  expect(makeStreamReader().feed(': still here\n\n')).toEqual([])
})

test('several lines of data become one text with line breaks', () => {
  expect(makeStreamReader().feed('data: one\ndata:two\n\n')).toEqual([
    { type: 'message', data: 'one\ntwo', id: undefined },
  ])
})

test('line ends of other systems are read, also when cut between their two characters', () => {
  const reader = makeStreamReader()
  expect([...reader.feed('event: alert\r\ndata: {}\r'), ...reader.feed('\n\r\n')]).toEqual([
    { type: 'alert', data: '{}', id: undefined },
  ])
})

test('an event that the end of the line cut off is never told', () => {
  expect(makeStreamReader().feed('event: alert\ndata: {}\n')).toEqual([])
})
