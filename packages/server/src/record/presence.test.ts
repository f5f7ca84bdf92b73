import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { expect, test } from 'vitest'
import { createPresence } from './presence.ts'

function begin() {
  let now = 0
  const presence = createPresence({ now: () => now as Instant })
  return {
    ...presence,
    pass: (ms: number) => {
      now += ms
    },
    says: (user: string, state: 'viewing' | 'typing' | 'gone' = 'viewing', incident = 'INC-1') =>
      presence.hear({ incident, user, state }),
  }
}

test('whoever looks is there, writes when they write, and is gone when they say so', () => {
  const { says, list } = begin()
  expect([says('ana'), says('bob'), says('ana')]).toEqual([true, true, false])
  expect(says('ana', 'typing')).toBe(true)
  expect(list('INC-1')).toEqual([
    { user: 'ana', state: 'typing' },
    { user: 'bob', state: 'viewing' },
  ])
  expect([says('ana', 'gone'), says('ana', 'gone')]).toEqual([true, false])
  expect(list('INC-1')).toEqual([{ user: 'bob', state: 'viewing' }])
  expect(list('INC-2')).toEqual([])
})

test('whoever falls silent is forgotten', () => {
  const { says, list, pass } = begin()
  says('ana')
  says('bob')
  pass(40_000)
  says('bob')
  pass(20_000)
  expect(list('INC-1')).toEqual([{ user: 'bob', state: 'viewing' }])
  expect(says('ana')).toBe(true)
})

test('neither people nor pages grow without bound', () => {
  const { says, list } = begin()
  for (let n = 0; n < LIMITS.presentPeopleMax + 5; n++) says(`person ${n}`)
  expect(list('INC-1')).toHaveLength(LIMITS.presentPeopleMax)
  for (let n = 0; n < LIMITS.presentPagesMax; n++) says('ana', 'viewing', `INC-x${n}`)
  expect(list('INC-1')).toEqual([])
  expect(list(`INC-x${LIMITS.presentPagesMax - 1}`)).toHaveLength(1)
})
