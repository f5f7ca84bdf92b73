/** HTML as a reader of plain text would have it: what is not shown is left out, blocks are lines, links keep their address. */

const HIDDEN = /<(script|style|head|title|template)\b[^<>]{0,2000}>[\s\S]*?(?:<\/\1\s*>|$)/gi
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const BREAK = /<(?:br|hr)\b[^<>]{0,2000}>|<\/?(?:p|div|tr|table|h[1-6]|ul|ol|blockquote|pre|section)\b[^<>]{0,2000}>/gi
const CELL = /<\/t[dh]\s*>/gi
const ITEM = /<li\b[^<>]{0,2000}>/gi
const TAG = /<\/?[a-z!][^<>]{0,4000}>/gi
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  rarr: '→',
  larr: '←',
  bull: '•',
  middot: '·',
  copy: '©',
  reg: '®',
  deg: '°',
  euro: '€',
  szlig: 'ß',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  eacute: 'é',
  egrave: 'è',
}

/** Much longer than any mail that says something; patterns are walked over it, so it has to have an end. */
const HTML_CHARS_MAX = 262_144

export function textOfHtml(html: string): string {
  return html
    .slice(0, HTML_CHARS_MAX)
    .replace(COMMENT, '')
    .replace(HIDDEN, '')
    .replace(/\s+/g, ' ')
    .replace(BREAK, '\n')
    .replace(CELL, ' ')
    .replace(ITEM, '\n- ')
    .replace(TAG, '')
    .replace(ENTITY, decodeEntity)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decodeEntity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined) ?? whole
  const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  const isText = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
  return isText ? String.fromCodePoint(point) : '\ufffd'
}
