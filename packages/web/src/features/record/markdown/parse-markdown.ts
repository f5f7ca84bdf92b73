import { type Align, beginsTable, parseTable, type TextTable } from './parse-table.ts'

/**
 * A small Markdown, after CommonMark and GitHub's additions: paragraphs, headings, lists in lists, tasks, tables, quotes, code, emphasis,
 * links, pictures. Why it is our own stands in docs/adr/0012. It yields a tree and never HTML: what somebody wrote can only become text and the few elements below, so there is nothing to sanitise. Links lead to
 * web and mail addresses alone, and pictures come from our own server alone.
 */
export type Block =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'heading'; level: number; inlines: Inline[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: ListItem[] }
  | Table
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' }

export interface Table {
  kind: 'table'
  /** Of each column; undefined where nobody said. */
  aligns: (Align | undefined)[]
  head: Inline[][]
  rows: Inline[][][]
}

export interface ListItem {
  inlines: Inline[]
  /** Of a task: whether it is done. */
  isDone?: boolean
  /** What stands below its words: lists of its own, code. */
  blocks: Block[]
}

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em' | 'strike'; inlines: Inline[] }
  | { kind: 'link'; href: string; inlines: Inline[] }
  | { kind: 'picture'; src: string; alt: string }
  | { kind: 'break' }

const fence = /^\s{0,3}(`{3,}|~{3,})/
const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/
const rule = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/
const quote = /^\s{0,3}> ?/
const item = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+/
/** Quotes in quotes and lists in lists: deeper ones stay text. */
const depthMax = 5

export function parseMarkdown(source: string, depth = 0): Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at += 1
      continue
    }
    const { block, next } = parseBlock(lines, at, depth)
    blocks.push(block)
    at = next
  }
  return blocks
}

function parseBlock(lines: readonly string[], at: number, depth: number): { block: Block; next: number } {
  const line = lines[at] ?? ''
  const opening = fence.exec(line)?.[1]
  if (opening !== undefined) return parseFence(lines, at, opening)
  if (rule.test(line)) return { block: { kind: 'rule' }, next: at + 1 }
  const title = heading.exec(line)
  if (title) {
    const [, marks = '', text = ''] = title
    return { block: { kind: 'heading', level: marks.length, inlines: parseInlines(text) }, next: at + 1 }
  }
  if (quote.test(line) && depth < depthMax) {
    const next = endOf(lines, at, (each) => quote.test(each))
    const inside = lines.slice(at, next).map((each) => each.replace(quote, ''))
    return { block: { kind: 'quote', blocks: parseMarkdown(inside.join('\n'), depth + 1) }, next }
  }
  if (item.test(line)) return parseList(lines, at, depth)
  const table = parseTable(lines, at, beginsBlock)
  if (table) return { block: { kind: 'table', aligns: table.aligns, ...readCells(table) }, next: table.next }
  const isText = (each: string, index: number): boolean =>
    each.trim() !== '' && !beginsBlock(each) && !beginsTable(lines, index)
  const next = endOf(lines, at + 1, isText)
  return { block: { kind: 'paragraph', inlines: parseInlines(lines.slice(at, next).join('\n')) }, next }
}

function beginsBlock(line: string): boolean {
  return [fence, heading, rule, quote, item].some((pattern) => pattern.test(line))
}

function parseFence(lines: readonly string[], at: number, opening: string): { block: Block; next: number } {
  const isEnd = (line: string): boolean => line.trim().startsWith(opening)
  const end = endOf(lines, at + 1, (line) => !isEnd(line))
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 }
}

/** Lines that are indented by two more than the list belong to the item above them. */
const nestedBy = 2
const task = /^\[([ xX])\]\s+/

function parseList(lines: readonly string[], at: number, depth: number): { block: Block; next: number } {
  const [, bullet, number] = item.exec(lines[at] ?? '') ?? []
  const edge = indentOf(lines[at] ?? '')
  const isNested = (line: string): boolean => line.trim() !== '' && indentOf(line) >= edge + nestedBy
  const width = edge + (number === undefined ? nestedBy : number.length + nestedBy)
  const bodies: string[][] = []
  let next = at
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ''
    const body = bodies.at(-1)
    const isInside = body !== undefined && (isNested(line) || (line.trim() === '' && isNested(lines[next + 1] ?? '')))
    // One blank line between two items makes no other list.
    if (!isInside && line.trim() === '' && item.test(lines[next + 1] ?? '')) continue
    const mark = isInside ? null : item.exec(line)
    if (isInside) body.push(line.slice(Math.min(indentOf(line), width)))
    else if (mark && (mark[1] !== undefined) === (bullet !== undefined)) bodies.push([line.slice(mark[0].length)])
    else break
  }
  const start = number === undefined ? 1 : Number(number)
  const items = bodies.map((body) => parseItem(body, depth))
  return { block: { kind: 'list', isOrdered: bullet === undefined, start, items }, next }
}

function parseItem([first = '', ...rest]: readonly string[], depth: number): ListItem {
  const done = task.exec(first)?.[1]
  const words = first.replace(task, '')
  const below = depth < depthMax ? rest.findIndex((line) => line.trim() === '' || beginsBlock(line)) : -1
  const [more, inside] = below < 0 ? [rest, []] : [rest.slice(0, below), rest.slice(below)]
  return {
    inlines: parseInlines([words, ...more.map((line) => line.trim())].join('\n')),
    ...(done !== undefined && { isDone: done !== ' ' }),
    blocks: parseMarkdown(inside.join('\n'), depth + 1),
  }
}

/** Blanks at the start; a tab counts as one, so that it can be cut. */
function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function readCells({ head, rows }: TextTable): Pick<Table, 'head' | 'rows'> {
  const read = (cells: readonly string[]) => cells.map((cell) => parseInlines(cell))
  return { head: read(head), rows: rows.map(read) }
}

function endOf(lines: readonly string[], from: number, isInside: (line: string, at: number) => boolean): number {
  let end = from
  while (end < lines.length && isInside(lines[end] ?? '', end)) end += 1
  return end
}

const escapable = /^\\([\\`*_{}[\]()#+\-.!>~|])/
const codeSpan = /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/
const picture = /^!\[([^\]\n]*)\]\(([^()\s]+)\)/
const link = /^\[((?:[^[\]\n]|\[[^[\]\n]*\])+)\]\(([^()\s]+(?:\([^()\s]*\))?)\)/
const bare = /^(?:https?:\/\/|mailto:)[^\s<>"'`]*[^\s<>"'`.,;:!?)\]]/
const marks: readonly { pattern: RegExp; kind: 'strong' | 'em' | 'strike' }[] = [
  { pattern: /^\*\*(?=\S)([\s\S]*?\S)\*\*/, kind: 'strong' },
  { pattern: /^__(?=\S)([\s\S]*?\S)__/, kind: 'strong' },
  { pattern: /^~~(?=\S)([\s\S]*?\S)~~/, kind: 'strike' },
  { pattern: /^\*(?=[^\s*])([^*\n]*[^\s*])\*/, kind: 'em' },
  { pattern: /^_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/, kind: 'em' },
]

/** Emphasis within emphasis is followed this deep. */
const inlineDepthMax = 6
/** Beyond this the rest of a paragraph stays plain: nobody reads it, and it must not keep a browser busy. */
const inlineCharsMax = 10_000
/** What begins with a mark is looked for this far on. */
const spanCharsMax = 500

export function parseInlines(source: string, depth = 0): Inline[] {
  const found: Inline[] = []
  let plain = ''
  const push = (inline: Inline): void => {
    if (plain !== '') found.push({ kind: 'text', text: plain })
    plain = ''
    found.push(inline)
  }
  for (let at = 0; at < source.length; ) {
    const char = source[at] ?? ''
    const isPlain = at > inlineCharsMax || !/[\\`![*_~\nhm]/.test(char)
    const match = isPlain ? undefined : matchInline(source.slice(at, at + spanCharsMax), source[at - 1] ?? ' ', depth)
    if (!match) plain += char
    else if (match.inline.kind === 'text') plain += match.inline.text
    else push(match.inline)
    at += match?.length ?? 1
  }
  if (plain !== '') found.push({ kind: 'text', text: plain })
  return found
}

function matchInline(rest: string, before: string, depth: number): { inline: Inline; length: number } | undefined {
  if (rest.startsWith('\n')) return { inline: { kind: 'break' }, length: 1 }
  const escaped = escapable.exec(rest)
  if (escaped) return { inline: { kind: 'text', text: escaped[1] ?? '' }, length: escaped[0].length }
  const code = codeSpan.exec(rest)
  if (code) return { inline: { kind: 'code', text: (code[2] ?? '').trim() }, length: code[0].length }
  const image = picture.exec(rest)
  if (image) return matchPicture(image)
  const linked = link.exec(rest)
  const href = linked && safeHref(linked[2] ?? '')
  if (linked && href)
    return {
      inline: { kind: 'link', href, inlines: parseInlines(linked[1] ?? '', depth + 1) },
      length: linked[0].length,
    }
  const address = /\w/.test(before) ? null : bare.exec(rest)
  if (address) {
    const [text] = address
    return { inline: { kind: 'link', href: text, inlines: [{ kind: 'text', text }] }, length: text.length }
  }
  if (depth >= inlineDepthMax || (rest.startsWith('_') && /\w/.test(before))) return undefined
  for (const { pattern, kind } of marks) {
    const marked = pattern.exec(rest)
    if (marked) return { inline: { kind, inlines: parseInlines(marked[1] ?? '', depth + 1) }, length: marked[0].length }
  }
  return undefined
}

/** A picture of elsewhere would tell that other server who reads the note: it stays a link. */
function matchPicture([whole, alt = '', src = '']: RegExpExecArray): { inline: Inline; length: number } | undefined {
  if (ownPicture.test(src)) return { inline: { kind: 'picture', src, alt }, length: whole.length }
  const href = safeHref(src)
  return href
    ? { inline: { kind: 'link', href, inlines: [{ kind: 'text', text: alt || src }] }, length: whole.length }
    : undefined
}

const ownPicture = /^\/api\/v1\/incidents\/[\w-]+\/attachments\/[0-9a-f-]{36}$/

function safeHref(address: string): string | undefined {
  return /^(?:https?:\/\/|mailto:|\/(?!\/))/i.test(address) ? address : undefined
}
