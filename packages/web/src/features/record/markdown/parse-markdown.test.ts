import { expect, test } from 'vitest'
import { type Block, type Inline, parseInlines, parseMarkdown } from './parse-markdown.ts'

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
      return `${block.isOrdered ? `ol${block.start}` : 'ul'}(${block.items.map(inlines).join('; ')})`
    case 'quote':
      return `quote(${shown(block.blocks).join(' ')})`
    case 'code':
      return `code(${block.text})`
    case 'rule':
      return 'rule'
  }
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
  for (const piece of ['*', '**a', '[', '![', '`', '_a', '> ', '~~', '\\', 'http://', '- '])
    parseMarkdown(piece.repeat(Math.floor(65_536 / piece.length)))
  parseInlines('[a]('.repeat(10_000))
  parseMarkdown('a\n\n'.repeat(20_000))
  expect(performance.now() - begun).toBeLessThan(8_000)
})
