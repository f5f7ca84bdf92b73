import { expect, test } from 'vitest'
import { SessionQueue } from './session-queue.ts'

function drain(queue: SessionQueue<string>): string[] {
  const items: string[] = []
  for (let step = queue.next(); step; step = queue.next()) items.push(`${step.session}:${step.item}`)
  return items
}

test('the messages of one connection stay in order', () => {
  const queue = new SessionQueue<string>()
  for (const item of ['begin', 'insert', 'commit']) queue.push(1, item)
  expect(drain(queue)).toEqual(['1:begin', '1:insert', '1:commit'])
})

test('a second connection waits until the first has ended, even while the first says nothing', () => {
  const queue = new SessionQueue<string>()
  queue.push(1, 'begin')
  expect(drain(queue)).toEqual(['1:begin'])
  queue.push(2, 'select')
  expect(drain(queue)).toEqual([])
  queue.push(1, 'end')
  expect(drain(queue)).toEqual(['1:end', '2:select'])
})

test('a connection that ended while it waited is passed over', () => {
  const queue = new SessionQueue<string>()
  queue.push(1, 'begin')
  queue.push(2, 'select')
  queue.push(2, 'end')
  queue.push(3, 'select')
  queue.push(1, 'end')
  expect(drain(queue)).toEqual(['1:begin', '1:end', '2:select', '2:end', '3:select'])
})
