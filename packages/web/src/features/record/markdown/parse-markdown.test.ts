import { expect, test } from 'vitest'
import { type Block, type Inline, type ListItem, parseInlines, parseMarkdown } from './parse-markdown.ts'

/** A tree in short: `p(text strong(text))`. */
function shown(blocks: readonly Block[]): string[] {
  return blocks.map(shownBlock)
}

function shownBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `p(${inlines(block.inlines)})`
    case 'heading':
      return `h${block.level}(${inlines(block.inlines)})`
    case 'list':
      return `${block.isOrdered ? `ol${block.start}` : 'ul'}(${block.items.map(item).join('; ')})`
    case 'table':
      return `table(${[block.head, ...block.rows].map((row) => row.map(inlines).join(' | ')).join('; ')})`
    case 'quote':
      return `quote(${shown(block.blocks).join(' ')})`
    case 'code':
      return `code(${block.text})`
    case 'rule':
      return 'rule'
  }
}

function item({ inlines: words, isDone, blocks }: ListItem): string {
  const mark = isDone === undefined ? '' : isDone ? '[x] ' : '[ ] '
  return [mark + inlines(words), ...shown(blocks)].join(' ')
}

function inlines(all: readonly Inline[]): string {
  return all
    .map((inline) => {
      if (inline.kind === 'text') return inline.text
      if (inline.kind === 'break') return '⏎'
      if (inline.kind === 'code') return `code(${inline.text})`
      if (inline.kind === 'picture') return `picture(${inline.src} ${inline.alt})`
      if (inline.kind === 'link') return `link(${inline.href} ${inlines(inline.inlines)})`
      return `${inline.kind}(${inlines(inline.inlines)})`
    })
    .join('')
}

const read = (source: string) => shown(parseMarkdown(source))

test('what people write at night reads as they meant it', () => {
  expect(read('# Found it\nThe **primary** is *full*.\nSee `df -h`.\n\n- log\n- tmp\n\n3. first\n4. second')).toEqual([
    'h1(Found it)',
    'p(The strong(primary) is em(full).⏎See code(df -h).)',
    'ul(log; tmp)',
    'ol3(first; second)',
  ])
  expect(read('> It was DNS\n> again\n\n---\n```sh\nrm -rf *tmp*\n```\nend')).toEqual([
    'quote(p(It was DNS⏎again))',
    'rule',
    'code(rm -rf *tmp*)',
    'p(end)',
  ])
  expect(read('a ~~wrong~~ \\*star\\* snake_case_name 2*3*4')).toEqual([
    'p(a strike(wrong) *star* snake_case_name 2em(3)4)',
  ])
})

test('addresses are links, written out or not, and lead to the web and to mail alone', () => {
  expect(read('[graph](https://g.example/d?x=1) and https://a.example/b.')).toEqual([
    'p(link(https://g.example/d?x=1 graph) and link(https://a.example/b https://a.example/b).)',
  ])
  for (const address of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'vbscript:x', 'JaVaScRiPt:x'])
    expect(read(`[x](${address})`)).toEqual([`p([x](${address}))`])
})

test('pictures come from our own server; others are links, so that nobody else learns who reads', () => {
  const own = '/api/v1/incidents/INC-2026-000001/attachments/0199a0f2-0000-7000-8000-000000000001'
  expect(read(`![graph](${own})`)).toEqual([`p(picture(${own} graph))`])
  expect(read('![pixel](https://evil.example/p.gif)')).toEqual(['p(link(https://evil.example/p.gif pixel))'])
  expect(read('![x](/api/v1/session)')).toEqual(['p(link(/api/v1/session x))'])
})

test('lists stand in lists, items hold code and go on below, and tasks are done or not', () => {
  expect(read('- a\n  - b\n    1. c\n  - d\n- e')).toEqual(['ul(a ul(b ol1(c); d); e)'])
  expect(read('1. stop\n   it\n\n   ```\n   kill 1\n   ```\n2. start')).toEqual(['ol1(stop⏎it code(kill 1); start)'])
  expect(read('- [x] paged\n- [ ] *told*')).toEqual(['ul([x] paged; [ ] em(told))'])
  expect(read('- a\n\n- b\n\n\n- c\n\n1. d')).toEqual(['ul(a; b)', 'ul(c)', 'ol1(d)'])
  const deep = Array.from({ length: 12 }, (_, level) => `${' '.repeat(2 * level)}- ${level}`).join('\n')
  expect(read(deep)).toHaveLength(1)
})

test('tables have a line of dashes under their head; what is none stays text', () => {
  expect(read('| host | free |\n|---|--:|\n| `db-7` | 0 % |\n| a \\| b |\n\nend')).toEqual([
    'table(host | free; code(db-7) | 0 %; a | b | )',
    'p(end)',
  ])
  expect(read('seen:\na | b\n- | -\n1 | 2')).toEqual(['p(seen:)', 'table(a | b; 1 | 2)'])
  expect(read('a | b\n---')).toEqual(['p(a | b)', 'rule'])
  expect(read('a | b\nc | d')).toEqual(['p(a | b⏎c | d)'])
})

test('HTML is text', () => {
  expect(read('<img src=x onerror=alert(1)> <b>b</b>')).toEqual(['p(<img src=x onerror=alert(1)> <b>b</b>)'])
})

test('what is not closed stays as it was written', () => {
  expect(read('a **b and `c and [d](e')).toEqual(['p(a **b and `c and [d](e)'])
  expect(read('```\nno end')).toEqual(['code(no end)'])
  expect(read('')).toEqual([])
})

test('hostile texts take no time to speak of', () => {
  const begun = performance.now()
  for (const piece of [
    '*',
    '**a',
    '[',
    '![',
    '`',
    '_a',
    '> ',
    '~~',
    '\\',
    'http://',
    '- ',
    '|',
    '|-',
    'a|b\n-|-\n',
    '- a\n  - b\n    - c\n',
    '  - ',
    '[ ] ',
  ])
    parseMarkdown(piece.repeat(Math.floor(65_536 / piece.length)))
  parseInlines('[a]('.repeat(10_000))
  parseMarkdown('a\n\n'.repeat(20_000))
  expect(performance.now() - begun).toBeLessThan(8_000)
})
