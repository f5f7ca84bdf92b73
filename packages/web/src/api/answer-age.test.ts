import { expect, test } from 'vitest'
import { ageOf, noteAge, onAges } from './answer-age.ts'

test('what came out of the cache has an age until a live answer comes, and whoever watches is told of each change once', () => {
  let changes = 0
  const stop = onAges(() => {
    changes += 1
  })
  noteAge('/home', null)
  noteAge('/home', '1000')
  noteAge('/home', '1000')
  expect([ageOf('/home'), ageOf('/incidents'), ageOf(undefined)]).toEqual([1_000, undefined, undefined])
  noteAge('/home', null)
  stop()
  noteAge('/home', '2000')
  expect(changes).toBe(2)
})
