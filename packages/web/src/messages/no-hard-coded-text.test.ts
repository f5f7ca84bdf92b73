import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nameOf, parseSource, placesIn, type SyntaxNode } from '../../../../tools/checks/syntax.ts'

// Texts stand in the message files, so that there is a translation of each. What the components hold is read here.

const sources = join(import.meta.dirname, '..')

/** Attributes that people see or hear. */
const spoken = new Set(['title', 'label', 'placeholder', 'alt', 'description', 'text', 'aria-label', 'submitLabel'])

const word = /\p{L}{2,}/u
/** A capital, and another word after it: what a sentence looks like. */
const sentence = /^\p{Lu}\p{Ll}+,? \p{Ll}+/u

test('a text between tags is found, and one in an attribute, and a sentence in a call', () => {
  const found = (text: string) => hardCoded('x.tsx', text).map(({ text }) => text)
  expect(found('const a = <p>Hello there</p>')).toEqual(['Hello there'])
  expect(found('const a = <p title="Hello">{t("x")}</p>')).toEqual(['Hello'])
  expect(found('const a = <b>{"Saved"}</b>')).toEqual(['Saved'])
  expect(found('notify("Something was saved")')).toEqual(['Something was saved'])
  expect(found('const a = <p className="row x">· {t("x")}</p>')).toEqual([])
})

test('no component holds a text of its own', { timeout: 60_000 }, () => {
  const paths = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path) && !path.startsWith('messages'))
    .sort()
  const found = paths.flatMap((path) =>
    hardCoded(path, readFileSync(join(sources, path), 'utf8')).map(({ text, line }) => `${path}:${line}: ${text}`),
  )
  expect(paths.length).toBeGreaterThan(50)
  expect(found).toEqual([])
})

function hardCoded(path: string, source: string): { text: string; line: number }[] {
  return [...placesIn(parseSource(path, source))].flatMap(({ node, parent }) => {
    const text = textOf(node, parent)
    return text === undefined ? [] : [{ text, line: source.slice(0, node.start).split('\n').length }]
  })
}

function textOf(node: SyntaxNode, parent: SyntaxNode | undefined): string | undefined {
  if (node.type === 'JSXText') return matching(String(node.value).trim(), word)
  if (node.type !== 'Literal' || typeof node.value !== 'string') return undefined
  if (parent?.type === 'JSXAttribute') return spoken.has(attributeName(parent)) ? matching(node.value, word) : undefined
  if (parent?.type === 'JSXExpressionContainer') return matching(node.value, word)
  return matching(node.value, sentence)
}

function attributeName(attribute: SyntaxNode): string {
  return nameOf(attribute.name) ?? ''
}

function matching(text: string, pattern: RegExp): string | undefined {
  return pattern.test(text) ? text : undefined
}
