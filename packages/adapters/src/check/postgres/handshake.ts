/**
 * The first messages of PostgreSQL's protocol, version 3: enough to see that a server is there and takes connections, without a
 * password. https://www.postgresql.org/docs/current/protocol-flow.html, …/protocol-message-formats.html
 */

const PROTOCOL_3 = 196_608

export function encodeStartup(user: string, database: string): Uint8Array {
  const words = ['user', user, 'database', database, 'application_name', 'tocsin'].map((word) => `${word}\0`).join('')
  const text = new TextEncoder().encode(`${words}\0`)
  const message = new Uint8Array(8 + text.length)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length)
  view.setUint32(4, PROTOCOL_3)
  message.set(text, 8)
  return message
}

export type ServerWord = { kind: 'authentication' } | { kind: 'error'; code: string; message: string }

/** The first message of a server; undefined while it is not whole. `null`: it is none of PostgreSQL's. */
export function decodeWord(bytes: Uint8Array): ServerWord | null | undefined {
  const [type] = bytes
  if (type === undefined) return undefined
  if (type !== 0x52 && type !== 0x45) return null
  if (bytes.length < 5) return undefined
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)
  if (bytes.length < length + 1) return undefined
  if (type === 0x52) return { kind: 'authentication' }
  const fields = new TextDecoder().decode(bytes.subarray(5, length)).split('\0')
  const of = (letter: string) => fields.find((field) => field.startsWith(letter))?.slice(1) ?? ''
  return { kind: 'error', code: of('C'), message: of('M') }
}
