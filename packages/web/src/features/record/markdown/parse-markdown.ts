/**
 * A small Markdown, after CommonMark: paragraphs, headings, lists, quotes, code, emphasis, links, pictures. It yields a tree and
 * never HTML: what somebody wrote can only become text and the few elements below, so there is nothing to sanitise. Links lead to
 * web and mail addresses alone, and pictures come from our own server alone.
 */
export type Block =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'heading'; level: number; inlines: Inline[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: Inline[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' }

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
/** Quotes in quotes: deeper ones stay text. */
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
  if (item.test(line)) return parseList(lines, at)
  const next = endOf(lines, at + 1, (each) => each.trim() !== '' && !beginsBlock(each))
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

function parseList(lines: readonly string[], at: number): { block: Block; next: number } {
  const [, bullet, number] = item.exec(lines[at] ?? '') ?? []
  const isSame = (line: string): boolean => {
    const [marks, otherBullet] = item.exec(line) ?? []
    return marks !== undefined && (otherBullet !== undefined) === (bullet !== undefined)
  }
  const items: string[] = []
  let next = at
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ''
    if (isSame(line)) items.push(line.replace(item, ''))
    else if (/^\s{2,}\S/.test(line) && items.length > 0) items.push(`${items.pop() ?? ''}\n${line.trim()}`)
    else break
  }
  const start = number === undefined ? 1 : Number(number)
  return { block: { kind: 'list', isOrdered: bullet === undefined, start, items: items.map(parseInlines) }, next }
}

function endOf(lines: readonly string[], from: number, isInside: (line: string) => boolean): number {
  let end = from
  while (end < lines.length && isInside(lines[end] ?? '')) end += 1
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
