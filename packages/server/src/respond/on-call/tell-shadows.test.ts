import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { listLearning } from './tell-shadows.ts'

const [ana, ben, tim] = ['ana', 'ben', 'tim'] as UserId[] as [UserId, UserId, UserId]
const at = 1_000 as Instant

test('a trainee learns while anybody of the schedule is paged, or only with the one whom they shadow', () => {
  expect(listLearning({ shadows: [{ user: tim }] }, [ana], at)).toEqual([tim])
  expect(listLearning({ shadows: [{ user: tim, of: ben }] }, [ana], at)).toEqual([])
  expect(listLearning({ shadows: [{ user: tim, of: ben }] }, [ana, ben], at)).toEqual([tim])
  expect(listLearning({ shadows: [{ user: tim }] }, [], at)).toEqual([])
  expect(listLearning({}, [ana], at)).toEqual([])
})

test('a trainee learns within the time that was set, once, and not when paged themselves', () => {
  const shadow = { user: tim, startsAt: at, endsAt: 2_000 as Instant }
  expect(listLearning({ shadows: [shadow, { user: tim }] }, [ana], at)).toEqual([tim])
  expect(listLearning({ shadows: [shadow] }, [ana], 2_000 as Instant)).toEqual([])
  expect(listLearning({ shadows: [shadow] }, [ana], 999 as Instant)).toEqual([])
  expect(listLearning({ shadows: [shadow] }, [ana, tim], at)).toEqual([])
})
