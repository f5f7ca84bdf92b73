/** What mail servers commonly refuse, with the codes of RFC 5321 and RFC 3463. Domains below `.invalid` (RFC 2606) do not exist. */

export interface SmtpRefusal {
  code: number
  /** With the enhanced status code in front. */
  text: string
}

const ADDRESS = /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/
const LINE_BYTES_MAX = 998
const HEADERS_WANTED = ['from', 'to', 'date', 'subject', 'message-id'] as const

export function judgeSender(address: string): SmtpRefusal | undefined {
  if (!ADDRESS.test(address)) return { code: 553, text: '5.1.7 Sender address has no domain' }
  if (address.endsWith('.invalid')) return { code: 553, text: '5.1.8 Sender domain does not exist' }
  return undefined
}

export function judgeRecipient(address: string): SmtpRefusal | undefined {
  if (!ADDRESS.test(address)) return { code: 501, text: '5.1.3 Bad recipient address syntax' }
  if (address.endsWith('.invalid')) return { code: 550, text: '5.1.2 Recipient domain does not exist' }
  return undefined
}

/** Lines longer than RFC 5321 §4.5.3.1.6 allows, and headers that are missing or there twice, look like forgery to filters. */
export function judgeContent(raw: Buffer): SmtpRefusal | undefined {
  const lines = raw.toString('latin1').split('\r\n')
  if (lines.some((line) => line.length > LINE_BYTES_MAX)) return { code: 554, text: '5.6.0 Line too long' }
  const end = lines.indexOf('')
  const names = lines.slice(0, end === -1 ? lines.length : end).flatMap(headerName)
  const wrong = HEADERS_WANTED.find((wanted) => names.filter((name) => name === wanted).length !== 1)
  return wrong === undefined
    ? undefined
    : { code: 554, text: `5.6.0 Message must have the header ${wrong} exactly once` }
}

/** Folded lines begin with a blank and belong to the header before. */
function headerName(line: string): string[] {
  const name = /^([!-9;-~]+):/.exec(line)?.[1]
  return name === undefined ? [] : [name.toLowerCase()]
}
