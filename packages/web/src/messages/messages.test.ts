import { expect, test } from 'vitest'
import { en } from './en.ts'
import { ja } from './ja.ts'

interface Texts {
  readonly [key: string]: string | Texts
}

/** Keys without their plural form: languages differ in how many forms they have. */
function keysOf(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key.replace(/_(one|other)$/, '')}`] : keysOf(value, `${prefix}${key}.`),
  )
}

function textsOf(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : textsOf(value, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every text exists in both languages', () => {
  expect([...new Set(keysOf(ja))].sort()).toEqual([...new Set(keysOf(en))].sort())
})

test('both languages fill in the same values', () => {
  const japanese = new Map(textsOf(ja))
  const differing = textsOf(en)
    .filter(([key]) => !key.endsWith('_one'))
    .filter(([key, text]) => String(placeholders(text)) !== String(placeholders(japanese.get(key) ?? '')))
  expect(differing.map(([key]) => key)).toEqual([])
})

test('no text is left empty, except a second line that an error does not need', () => {
  const empty = [...textsOf(en), ...textsOf(ja)].filter(([key, text]) => text.trim() === '' && !key.endsWith('.text'))
  expect(empty).toEqual([])
})
