import { expect, test } from 'vitest'
import type { Command } from '../../ui/keyboard/shortcuts.ts'
import { findCommands, matchesQuery, nextChoice } from './palette-items.ts'

const command = (label: string, group: Command['group'], words?: string): Command => ({
  label,
  group,
  words,
  run: () => {},
})

test('a query finds what has a word beginning with each of its words, in any order', () => {
  expect(matchesQuery('Declare an incident', 'inc dec')).toBe(true)
  expect(matchesQuery('Declare an incident', 'clare')).toBe(false)
  expect(matchesQuery('Declare an incident', 'declare service')).toBe(false)
  expect(matchesQuery('Anything', '  ')).toBe(true)
})

test('Japanese has no spaces between words, so a part of a text finds it', () => {
  expect(matchesQuery('インシデントを登録', '登録')).toBe(true)
  expect(matchesQuery('ダークモード', 'ライト')).toBe(false)
})

test('commands are found by other words for them too, the page’s own first, and what moves in a list is left out', () => {
  const commands = [
    command('Dark colours', 'everywhere', 'theme night mode'),
    command('Incidents', 'go'),
    command('Next row', 'list'),
    command('Escalate', 'here'),
  ]
  const found = (query: string) => findCommands(commands, query).flatMap(({ found }) => found.map(({ label }) => label))
  expect(found('')).toEqual(['Escalate', 'Incidents', 'Dark colours'])
  expect(found('theme')).toEqual(['Dark colours'])
  expect(found('next')).toEqual([])
})

test('the choice goes round at both ends', () => {
  expect(nextChoice(3, 2, 1)).toBe(0)
  expect(nextChoice(3, 0, -1)).toBe(2)
  expect(nextChoice(0, 0, 1)).toBe(0)
})
