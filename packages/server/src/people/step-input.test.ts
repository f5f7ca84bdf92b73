import { expect, test } from 'vitest'
import type { References } from '../shell/config/references.ts'
import { checkStep, stepInput } from './step-input.ts'

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
