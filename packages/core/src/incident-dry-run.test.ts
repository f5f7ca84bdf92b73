import { expect, test } from 'vitest'
import { dryRun } from './incident-dry-run.ts'
import type { Instant } from './kernel/brand.ts'
import { aDirectory, aPolicy, aStep } from './testing/directory.ts'
import { anOpening, given } from './testing/story.ts'
import { at, START } from './testing/time.ts'

const LATER = at('7d') as Instant

test('a dry run has the facts of what then happens', () => {
  const world = { policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')], { repeat: 1 })] }
  const ran = dryRun(anOpening(), { at: START, directory: aDirectory(world) }, LATER)
  const story = given(world).opened().until('1d')
  expect(ran?.isCut).toBe(true)
  const pages = (ran?.facts ?? []).flatMap((fact) => (fact.type === 'PageRequested' ? [`${fact.at} ${fact.user}`] : []))
  expect(pages.length).toBeGreaterThan(3)
  expect(pages).toEqual(
    story
      .facts('PageRequested')
      .slice(0, pages.length)
      .map((fact) => `${fact.at} ${fact.user}`),
  )
})

test('it ends where the admins are called, or at the instant that was asked for', () => {
  const directory = aDirectory()
  const whole = dryRun(anOpening(), { at: START, directory }, LATER)
  expect(whole?.facts.at(-1)?.at).toBe(at('10m'))
  const short = dryRun(anOpening(), { at: START, directory }, at('4m'))
  expect(short?.facts.filter(({ type }) => type === 'StepFired')).toHaveLength(1)
  expect(short?.isCut).toBe(true)
})

test('it leaves the turns of others alone', () => {
  const turns = new Map([['main/1', 1]])
  const policies = [aPolicy([{ ...aStep('0m', 'ana', 'bob'), turnKey: 'main/1' }])]
  const ran = dryRun(anOpening(), { at: START, directory: aDirectory({ policies }), turns }, at('1m'))
  expect(ran?.facts.find(({ type }) => type === 'StepFired')).toMatchObject({ people: [{ user: 'bob' }] })
  expect(turns.get('main/1')).toBe(1)
})
