/** Bodies of forms: RFC 7578 with files, and the plain kind. Bounded before it is looked at; what is no form is empty. */

export interface FormFile {
  name: string
  content: Uint8Array
}

export interface FormBody {
  /** Of a name that occurs several times, every value. */
  values(name: string): string[]
  value(name: string): string
  files: FormFile[]
}

const PARTS_MAX = 100

export function parseForm(contentType: string, body: Buffer): FormBody {
  const [, quoted, plain] =
    /^multipart\/form-data\b.*?\bboundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary !== undefined) return parseParts(body, boundary)
  const fields = new URLSearchParams(body.toString('utf8'))
  return formOf([...fields].slice(0, PARTS_MAX), [])
}

function parseParts(body: Buffer, boundary: string): FormBody {
  const fields: [string, string][] = []
  const files: FormFile[] = []
  const mark = Buffer.from(`--${boundary}`)
  let at = body.indexOf(mark)
  for (let parts = 0; at >= 0 && parts < PARTS_MAX; parts += 1) {
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), at + mark.length)
    if (next < 0) break
    addPart(body.subarray(at + mark.length, next), fields, files)
    at = next + 2
  }
  return formOf(fields, files)
}

const HEAD_END = Buffer.from('\r\n\r\n')

function addPart(part: Buffer, fields: [string, string][], files: FormFile[]): void {
  const end = part.indexOf(HEAD_END)
  if (end < 0) return
  const head = part.subarray(0, end).toString('utf8')
  const content = part.subarray(end + HEAD_END.length)
  const name = /\bname="([^"]*)"/i.exec(head)?.[1]
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return
  if (filename === undefined) fields.push([name, content.toString('utf8')])
  else if (content.byteLength > 0) files.push({ name: filename, content })
}

function formOf(fields: readonly (readonly [string, string])[], files: FormFile[]): FormBody {
  const values = (name: string) =>
    fields.filter(([each]) => each === name).map(([, value]) => storable(value).replace(/\r\n?/g, '\n').trim())
  return { values, value: (name) => values(name)[0] ?? '', files }
}

/** PostgreSQL takes neither U+0000 nor a lone surrogate. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
