import { expect, test } from 'vitest'
import { z } from 'zod'
import { isOptionOn, optionsForm, optionText, optionTexts } from './options.ts'

test('every source may say its layer, and its system adds settings of its own', () => {
  const form = optionsForm({ topic_arns: z.array(z.string()).optional() })
  expect(form.safeParse({}).success).toBe(true)
  expect(form.safeParse({ layer: 'business', topic_arns: ['a'] }).success).toBe(true)
  const wrong = form.safeParse({ layer: 'cellar', topics: [] })
  expect(wrong.error?.issues.map(({ message }) => message)).toEqual([
    'expected one of infrastructure, application, business',
    'is no setting of this system. There are layer, topic_arns.',
  ])
})

test('settings that are stored in another form than today’s are read as absent', () => {
  const options = { list: ['a', 1, null], text: '', flag: 'true', __proto__: null }
  expect(optionTexts(options, 'list')).toEqual(['a'])
  expect(optionTexts(options, 'text')).toEqual([])
  expect(optionText(options, 'text')).toBeUndefined()
  expect(isOptionOn(options, 'flag')).toBe(false)
  expect(optionTexts(undefined, 'list')).toEqual([])
})
