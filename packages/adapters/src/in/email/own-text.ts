/** What somebody, or something, wrote in this mail: without what it quotes of others, and without a signature. */

/** From here on there is only what was written before. */
const QUOTE_BEGINS = [
  /^-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|元のメッセージ)\s*-{2,}/i,
  /^(?:on|am|le|el)\b.{5,200}\b(?:wrote|schrieb|écrit|escribió)\s*:\s*$/i,
  /^\d{4}年.{5,200}:\s*$/,
  /^_{20,}$/,
]
/** The same, of replies alone: a notice of a machine may hold such lines of its own. */
const REPLY_QUOTE_BEGINS = [
  /^\d{4}\/\d{1,2}\/\d{1,2}.{3,200}(?:のメール|wrote)?\s*[:：]\s*$/,
  /^\*?(?:from|von|de|差出人)\s*[:：]\*?\s.*@/i,
]
const SIGNATURE = /^-- ?$/
/** What telephones and mail programs put under everything. */
const SENT_FROM = /^(?:sent from my |sent from outlook|get outlook for |von meinem .+ gesendet|iphoneから送信)/i

export function ownText(text: string): string {
  return ownLinesOf(text, QUOTE_BEGINS) || text.trim()
}

/** As {@link ownText}, of a reply: empty where nothing but quotes is left. */
export function ownReplyText(text: string): string {
  // Mail programs break the line that introduces a quote where it is long.
  const joined = text
    .replace(/\r\n?/g, '\n')
    .replace(/^((?:on|am|le|el)\b[^\n]{5,200})\n([^\n]{0,200}:\s*)$/gim, '$1 $2')
  return ownLinesOf(joined, [...QUOTE_BEGINS, ...REPLY_QUOTE_BEGINS, SENT_FROM])
}

function ownLinesOf(text: string, ends: readonly RegExp[]): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const end = lines.findIndex((line) => SIGNATURE.test(line) || ends.some((begin) => begin.test(line.trim())))
  const own = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'))
  return own.join('\n').trim()
}
