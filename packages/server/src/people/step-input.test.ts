import { expect, test } from 'vitest'
import type { References } from '../shell/config/references.ts'
import { checkPolicy, policyInput } from './policy-configuration.ts'
import { checkStep, stepInput, stepOf } from './step-input.ts'

const check = (name: string, to: string) =>
  checkStep(stepInput.parse({ page: [{ channel: { name, to } }] }), {} as References, ['steps', 0])

test('an address that its channel would refuse is refused when the step is saved, in the words of the channel', () => {
  expect(check('slack', '#ops')).toEqual([
    {
      path: ['steps', 0, 'page', 0, 'channel', 'to'],
      problem: expect.stringContaining('a channel’s id such as C012AB3CD'),
    },
  ])
  expect(check('slack', 'C012AB3CD')).toEqual([])
})

test('a channel that this version does not know is named', () => {
  expect(check('smoke', 'C012AB3CD')).toMatchObject([{ path: ['steps', 0, 'page', 0, 'channel', 'name'] }])
})

test('a step without anybody is refused, unless it keeps the place of a level', () => {
  const of = (step: object) => checkStep(stepInput.parse(step), {} as References, ['steps', 0])
  expect(of({})).toMatchObject([{ path: ['steps', 0, 'page'], problem: expect.stringContaining('names nobody') }])
  expect(of({ page: [] })).toHaveLength(1)
  expect(of({ level: 'L3' })).toEqual([])
  expect(stepOf(stepInput.parse({ level: 'L3' }), 'p/3', {} as References)).toEqual({
    afterMs: 0,
    targets: [],
    level: 'L3',
  })
})

test('a policy that names nobody at all is refused', () => {
  const input = policyInput.parse({ id: 'ladder', steps: [{ level: 'L1' }, { level: 'L2' }] })
  expect(checkPolicy(input, { policiesWithin: new Map() } as unknown as References)).toEqual([
    { path: ['steps'], problem: expect.stringContaining('nobody at all') },
  ])
})
