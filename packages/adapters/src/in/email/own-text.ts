/** What somebody, or something, wrote in this mail: without what it quotes of others, and without a signature. */

/** From here on there is only what was written before. */
const QUOTE_BEGINS = [
  /^-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|元のメッセージ)\s*-{2,}/i,
  /^(?:on|am|le|el)\b.{5,200}\b(?:wrote|schrieb|écrit|escribió)\s*:\s*$/i,
  /^\d{4}年.{5,200}:\s*$/,
  /^_{20,}$/,
]
const SIGNATURE = /^-- ?$/

export function ownText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const end = lines.findIndex((line) => SIGNATURE.test(line) || QUOTE_BEGINS.some((begin) => begin.test(line.trim())))
  const own = (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'))
  return own.join('\n').trim() || text.trim()
}
